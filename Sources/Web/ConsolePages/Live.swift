package import HTMLText

/// What keeps a page of the console fresh in a browser that runs its script.
package enum Live {
    /// The script of all pages. Without it, a page stays as it was asked for.
    ///
    /// It replaces the verdict when that changes, so that a screen reader speaks then and not every two seconds. Parts in which
    /// somebody has the focus, has selected a text or has ticked something, rest. The stream of a hidden tab is closed.
    package static let script = """
        "use strict";
        (() => {
          const note = document.getElementById("live"), pause = document.getElementById("pause");
          const verdict = document.querySelector(".verdict");
          if (!note || !pause || !verdict || !window.EventSource) return;
          let stream = null, isPaused = false, last = null;
          const tell = text => { if (note.textContent !== text) note.textContent = text; };
          const parse = text => new DOMParser().parseFromString(text, "text/html");
          const isIdle = part => part && !part.contains(document.activeElement) && !String(getSelection())
            && !part.querySelector("input:checked");
          const put = (old, fresh) => { if (fresh && isIdle(old)) old.replaceChildren(...fresh.childNodes); };
          const refresh = async () => {
            const old = document.getElementById("fresh");
            if (!old || old.hasAttribute("data-rested")) return;
            if (old.querySelector("input:checked")) return tell("Live: looked at " + last + ". The list rests while something is ticked.");
            const answer = await fetch(old.dataset.from || location.href).catch(() => null);
            if (!answer || !answer.ok || isPaused) return;
            const page = parse(await answer.text());
            for (const name of ["#fresh", "header nav", ".sentence"])
              put(document.querySelector(name), page.querySelector(name));
            if (page.querySelector("#fresh[data-rested]") && isIdle(old)) old.setAttribute("data-rested", "");
          };
          const show = event => {
            last = event.lastEventId;
            const fresh = parse(event.data).querySelector(".verdict");
            if (fresh && fresh.textContent !== verdict.textContent && isIdle(verdict)) {
              verdict.className = fresh.className;
              verdict.replaceChildren(...fresh.childNodes);
            }
            tell("Live: looked at " + last + ".");
            refresh();
          };
          const stop = () => { if (stream) stream.close(); stream = null; };
          const start = () => {
            stop();
            if (isPaused || document.hidden) return;
            stream = new EventSource("/live");
            stream.addEventListener("look", show);
            stream.onerror = () => {
              tell(last ? "Not live since " + last + "." : "Not live.");
              if (stream && stream.readyState === EventSource.CLOSED) setTimeout(start, 5000);
            };
          };
          pause.hidden = false;
          pause.addEventListener("click", () => {
            isPaused = !isPaused;
            pause.textContent = isPaused ? "Go on" : "Pause";
            if (isPaused) { stop(); tell("Paused" + (last ? " at " + last : "") + "."); } else start();
          });
          document.addEventListener("visibilitychange", start);
          start();
        })();
        """

    /// The verdict on a look as an element, for the script.
    package static func verdict(_ snapshot: Snapshot?) -> HTML {
        var html = HTML()
        Verdict(snapshot).write(to: &html)
        return html
    }
}
