package import HTMLText

/// What a browser that runs the script of the console does for a page: it copies the command beside it, and keeps it fresh.
package enum Live {
    /// The script of all pages. Without it, a page stays as it was asked for.
    ///
    /// The command is copied on every page, also on one that has nothing to keep fresh. A browser that cannot copy, as over plain HTTP from
    /// elsewhere, shows no button.
    ///
    /// It replaces the verdict when that changes, so that a screen reader speaks then and not every two seconds. What changes at
    /// every look stands apart from it. A page that is slow to come is not asked for twice at a time. Parts in which
    /// somebody has the focus, has selected a text or has ticked something, rest. The stream of a hidden tab is closed.
    package static let script = """
        "use strict";
        (() => {
          for (const twin of document.querySelectorAll(".twin")) {
            const copy = twin.querySelector("button"), copied = twin.querySelector("[aria-live]");
            if (!copy.dataset.command || !navigator.clipboard) continue;
            copy.hidden = false;
            copy.addEventListener("click", async () => {
              copied.textContent = await navigator.clipboard.writeText(copy.dataset.command).then(() => "Copied.", () => "Not copied.");
              setTimeout(() => { copied.textContent = ""; }, 3000);
            });
          }
          const note = document.getElementById("live"), pause = document.getElementById("pause");
          const verdict = document.querySelector(".verdict"), more = document.getElementById("more"), age = document.getElementById("age");
          if (!note || !pause || !verdict || !window.EventSource) return;
          let stream = null, isPaused = false, isAsking = false, last = null;
          const tell = text => { if (note.textContent !== text) note.textContent = text; };
          const parse = text => new DOMParser().parseFromString(text, "text/html");
          const isIdle = part => part && !part.contains(document.activeElement) && !String(getSelection())
            && !part.querySelector("input:checked");
          const put = (old, fresh) => { if (fresh && isIdle(old)) old.replaceChildren(...fresh.childNodes); };
          const refresh = async () => {
            const old = document.getElementById("fresh");
            if (!old || old.hasAttribute("data-rested")) return;
            if (old.querySelector("input:checked")) return tell("Live: looked at " + last + ". The list rests while something is ticked.");
            if (isAsking) return;
            isAsking = true;
            const text = await fetch(old.dataset.from || location.href).then(answer => answer.ok ? answer.text() : null).catch(() => null);
            isAsking = false;
            if (!text || isPaused) return;
            const page = parse(text);
            for (const name of ["#fresh", "header nav", ".sentence"])
              put(document.querySelector(name), page.querySelector(name));
            if (page.querySelector("#fresh[data-rested]") && isIdle(old)) old.setAttribute("data-rested", "");
          };
          const show = event => {
            last = event.lastEventId;
            const look = parse(event.data), fresh = look.querySelector(".verdict");
            if (fresh && fresh.textContent !== verdict.textContent && isIdle(verdict)) {
              const head = fresh.querySelector("strong").textContent.replace(":", "");
              document.title = document.title.replace(/ - [^-]*$/, " - " + head);
              verdict.className = fresh.className;
              verdict.replaceChildren(...fresh.childNodes);
            }
            put(more, look.getElementById("more"));
            age.textContent = "";
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
