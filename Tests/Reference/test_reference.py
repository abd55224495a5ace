"""Self-tests of the reference: python3 -m unittest discover -s Tests/Reference"""

import contextlib
import gzip
import io
import json
import os
import sys
import tempfile
import unittest
from unittest import mock

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import check
import reference
import rules

TOKEN_HEADER = b"address,symbol,name,decimals,total_supply,block_timestamp,block_number,block_hash\n"
TRANSFER_HEADER = b"token_address,from_address,to_address,value,transaction_hash,log_index,block_number\n"
A = b"0x" + b"aA" * 20
B = b"0x" + b"bb" * 20
H = b"0x" + b"0f" * 32


def transfer(value=b"1", log=b"1", block=b"5", token=A):
    return b",".join((token, A, B, value, H, log, block)) + b"\n"


class FilesTest(unittest.TestCase):
    """Tests that read files from a folder of their own."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def file(self, content, name="a.csv"):
        path = os.path.join(self.folder, name)
        with open(path, "wb") as file:
            file.write(content)
        return path

    def read(self, *contents):
        tables, sources = reference.read([self.file(c, f"{i}.csv") for i, c in enumerate(contents)])
        return tables, [source.summary(tables) for source in sources]

    def tokens(self, *lines):
        tables, _ = self.read(TOKEN_HEADER + b"".join(lines))
        return tables.tokens


class ObjectsTest(FilesTest):
    record = (
        b'{"token_address":"' + A + b'","value":%s,"transaction_hash":"' + H + b'","log_index":%d,"block_number":5}'
    )

    def summary(self, content):
        return self.read(content)[1][0]

    def test_lines_and_elements_are_the_same_records(self):
        some = [self.record % (value, index) for index, value in enumerate((b"1", b'"2"', b"3"))]
        for content in (b"\n".join(some), b"[" + b",\n".join(some) + b"]", b'{"r": [ ' + b" ,".join(some) + b"\n]}"):
            with self.subTest(content[:9]):
                self.assertEqual(self.summary(content)["loaded"], 3)

    def test_cryos_names_are_read(self):
        record = self.record.replace(b"token_address", b"erc20").replace(b"value", b"value_binary") % (b'"0x0f"', 1)
        tables, _ = self.read(b"[" + record + b"]")
        self.assertEqual([row[6] for row in tables.transfers.values()], [15])

    def test_rejects_have_reasons(self):
        twice = (self.record % (b"1", 4)).replace(b'"block', b'"value":1,"block')
        some = [self.record % (b"1", 1), b"null", self.record % (b"1e18", 2), self.record % (b"[1]", 3), twice]
        reasons = {"malformed": 2, "integer": 1, "duplicate_field": 1}
        for content in (b"\n".join(some), b"[" + b",".join(some) + b"]"):
            summary = self.summary(content)
            self.assertEqual((summary["loaded"], summary["error"]), (1, None))
            self.assertEqual(summary["reasons"], reasons)

    def test_a_broken_array_ends_at_its_place(self):
        some = [self.record % (b"1", 1), self.record % (b"1", 2)]
        summary = self.summary(b"[" + b" ".join(some) + b"]")
        self.assertEqual(summary["loaded"], 1)
        self.assertIn("breaks off", summary["error"])


class ValueTest(unittest.TestCase):
    def broken(self, read, *fields):
        for field in fields:
            with self.subTest(field), self.assertRaises(rules.Broken):
                read(field)

    def test_numbers_have_digits_only_and_an_upper_bound(self):
        self.assertEqual(rules.uint256(str(2**256 - 1).encode()), 2**256 - 1)
        self.assertEqual(rules.uint256(b"0" * 5000 + b"7"), 7)
        self.assertEqual(rules.uint256(b"000"), 0)
        self.broken(
            rules.uint256, str(2**256).encode(), b"9" * 5000, b"", b" 1", b"1 ", b"1\n", b"+1", b"-1", b"1e18", b"1.0",
            b"0x1", b"1_0", b"1,0", "\uff11".encode(), "\u0661".encode(), b"1\0")
        self.assertEqual(rules.int31(b"2147483647"), 2**31 - 1)
        self.broken(rules.int31, b"2147483648")
        self.assertEqual(rules.int63(b"9223372036854775807"), 2**63 - 1)
        self.broken(rules.int63, b"9223372036854775808")

    def test_hex_has_the_exact_length_and_either_case(self):
        self.assertEqual(rules.address(A), b"\xaa" * 20)
        self.broken(rules.address, A[:-1], A + b"0", A[2:], b"0X" + A[2:], b"\\X" + A[2:], b"x" + A[1:], A[:-1] + b"g", b" " + A, A + b"\n", H)
        self.assertEqual(rules.digest(H), b"\x0f" * 32)
        self.assertEqual(rules.address(b"\\x" + A[2:]), b"\xaa" * 20)

    def test_chains_are_decimal_or_hex_digits(self):
        for field, expected in ((b"1", 1), (b"0137", 137), (b"0x89", 137), (b"\\x89", 137), (b"9" * 30, int("9" * 30))):
            with self.subTest(field):
                self.assertEqual(rules.chain(field), expected)
        self.broken(rules.chain, b"", b" 1", b"-1", b"1.0", b"0x", b"0X1", b"x1", b"one")

    def test_timestamps_in_every_spelling(self):
        second = 1_660_000_012
        for field, expected in (
            (b"2022-08-08 23:06:52 UTC", second * 10**6),
            (b"2022-08-08 23:06:52", second * 10**6),
            (b"2022-08-08T23:06:52Z", second * 10**6),
            (b"2022-08-08T23:06:52.5+00:00", second * 10**6 + 500_000),
            (b"2022-08-08 23:06:52.123456 UTC", second * 10**6 + 123_456),
            (b"2022-08-08 23:06:52.1234569", second * 10**6 + 123_456),
            (b"2022-08-09 01:06:52+02:00", second * 10**6),
            (b"2022-08-09 01:06:52+0200", second * 10**6),
            (b"2022-08-09 01:06:52+02", second * 10**6),
            (b"2022-08-08 15:36:52-07:30", second * 10**6),
            (b"1660000012", second * 10**6),
            (b"0", 0),
            (b"1969-12-31 23:59:59.999999", -1),
            (b"2000-02-29 00:00:00", 951_782_400 * 10**6),
            (b"0001-01-01 00:00:00", -62_135_596_800 * 10**6),
            (b"253402300799", 253_402_300_799 * 10**6),
        ):
            with self.subTest(field):
                self.assertEqual(rules.timestamp(field), expected)

    def test_times_that_do_not_exist_are_broken(self):
        self.broken(
            rules.timestamp, b"2023-02-30 10:00:00 UTC", b"1900-02-29 00:00:00", b"2023-13-01 00:00:00",
            b"2023-01-01 24:00:00", b"2023-01-01 00:60:00", b"2023-01-01 00:00:60", b"0000-01-01 00:00:00",
            b"0001-01-01 00:00:00+01", b"9999-12-31 23:59:59-01", b"253402300800", b"-1", b"2023-01-01",
            b"12/9/2016 1:50:03", b" 2023-01-01 00:00:00", b"2023-01-01 00:00:00.", b"2023-01-01 00:00:00+24:00",
            b"yesterday")

    def test_text_loses_nuls_and_gets_one_replacement_per_maximal_subpart(self):
        self.assertEqual(rules.text(b"Build\0\0"), "Build")
        self.assertIsNone(rules.text(b"\0"))
        self.assertEqual(rules.text(b"\xf0\x9f\xa6A\xc0\xaf"), "\ufffdA\ufffd\ufffd")
        self.assertEqual(rules.text(b"\xed\xa0\x80"), "\ufffd" * 3)
        self.assertEqual(rules.text(b"\xe2\x82\0\xac"), "\ufffd\ufffd")
        self.assertEqual(rules.text(b"\xef\xbb\xbfx"), "\ufeffx")
        self.assertFalse(rules.needs_repair("\ufffd \U0001f984".encode()))
        self.assertTrue(rules.needs_repair(b"\xff"))
        self.assertTrue(rules.needs_repair(b"a\0"))


class RecordTest(FilesTest):
    def names(self, content):
        tables, summaries = self.read(content)
        return [row[2] for row in tables.tokens.values()], summaries[0]

    def test_line_ends_in_quotes_belong_to_the_text(self):
        names, summary = self.names(b"address,name\r\n" + A + b',"a\r\nb\nc\rd ""e"", f"\r\n')
        self.assertEqual(names, ['a\r\nb\nc\rd "e", f'])
        self.assertEqual((summary["records"], summary["loaded"]), (1, 1))

    def test_blank_lines_and_repeated_headers_are_no_records(self):
        _, summary = self.names(b"\naddress,name\n\n" + A + b",x\n\r\naddress,name\n" + B + b",y\n\n")
        self.assertEqual((summary["records"], summary["loaded"]), (2, 2))

    def test_a_last_record_needs_no_line_end(self):
        self.assertEqual(self.names(b"address,name\n" + A + b",x")[0], ["x"])
        self.assertEqual(self.names(b"address,name\n" + A + b',"x"')[0], ["x"])

    def test_an_unclosed_quote_ends_the_file(self):
        for end, unread in ((b"", 1), (b"\n", 1), (b"\nmore\n", 2)):
            _, summary = self.names(b"address,name\n" + A + b',x\n' + B + b',"y' + end)
            self.assertEqual((summary["loaded"], summary["reasons"]), (1, {}))
            self.assertIn(f"line 3 is never closed: {unread} lines", summary["error"])

    def test_text_behind_a_closing_quote_is_a_reject(self):
        for name in (b'"a"b', b'"a" ', b'"a\\"b"', b'"a""b"c'):
            _, summary = self.names(b"address,name\n" + A + b"," + name + b"\n" + B + b',6" Pipe\r\n')
            self.assertEqual((summary["loaded"], summary["reasons"]), (1, {"stray_quote": 1}))

    def test_a_record_that_holds_others_is_one_reject(self):
        for inner in (B + b",y", b"\n" + B + b",y", b"x\r" + B + b",y"):
            _, summary = self.names(b"address,name\n" + A + b',"open\n' + inner + b'\n"\n' + B + b",z\n")
            self.assertEqual((summary["loaded"], summary["reasons"]), (1, {"holds_records": 1}), inner)
        self.assertEqual(self.names(b"address,name\n" + A + b',"two\nlines, or\n' + B + b'"\n')[1]["loaded"], 1)

    def test_a_header_within_a_file(self):
        for again in (b"address,name", b'"Address"," NAME"', b"\xef\xbb\xbfaddress,name"):
            _, summary = self.names(b"address,name\n" + A + b",x\n" + again + b"\n" + B + b",y\n")
            self.assertEqual((summary["records"], summary["loaded"]), (2, 2))
        for other in (b"name,address", b"address;name;symbol", b"address,name,symbol"):
            _, summary = self.names(b"address,name\n" + A + b",x\n" + other + b"\n" + B + b",y\n")
            self.assertEqual((summary["loaded"], summary["error"]), (1, "line 3 starts another export"))

    def test_nul_and_invalid_bytes_are_repaired(self):
        names, summary = self.names(b"address,name\n" + A + b",a\0b\n" + B + b",\xff\n")
        self.assertEqual(names, ["ab", "\ufffd"])
        self.assertEqual(summary["repaired"], 2)

    def test_records_over_the_limit_are_rejects(self):
        fits = (1 << 20) - len(A) - 3
        _, summary = self.names(
            b"address,name\r\n" + A + b',"' + b"x" * fits + b'"\r\n' + B + b',"' + b"x" * (fits + 1) + b'"\r\n')
        self.assertEqual((summary["loaded"], summary["reasons"]), (1, {"too_long": 1}))

    def test_field_counts_must_match_the_header(self):
        _, summary = self.names(b"address,name\n" + A + b"\n" + A + b",x,\n" + b"\\.\n" + b'""\n' + b" \n")
        self.assertEqual(summary["reasons"], {"field_count": 5})

    def test_gzip_with_several_members_and_a_byte_order_mark(self):
        content = gzip.compress(b"\xef\xbb\xbfaddress,name\n" + A + b",x\n") + gzip.compress(B + b",y\n")
        self.assertEqual(self.names(content)[0], ["x", "y"])

    def test_a_gzip_that_is_cut_off_is_an_error(self):
        _, summary = self.names(gzip.compress(b"address,name\n" + A + b",x\n" * 100)[:-9])
        self.assertIsNotNone(summary["error"])

    def test_columns_are_found_by_name(self):
        _, (summary,) = self.read(b"note,name,address\nhello,x," + A + b"\n")
        self.assertEqual((summary["kind"], summary["loaded"]), ("tokens", 1))

    def test_legacy_names(self):
        tables, (summary,) = self.read(
            b"erc20_token,erc20_from,erc20_to,erc20_value,erc20_tx_hash,erc20_log_index,erc20_block_number\n"
            + transfer())
        self.assertEqual((summary["kind"], list(tables.transfers)), ("token_transfers", [(5, 1)]))
        tables, (summary,) = self.read(
            b"erc20_token_address,erc20_token_symbol,erc20_token_name,erc20_token_decimals,erc20_token_total_supply\n"
            + A + b",S,N,18,5\n")
        self.assertEqual(tables.tokens[b"\xaa" * 20][1:5], ("S", "N", 18, 5))

    def test_names_are_the_same_however_they_are_written(self):
        header = TRANSFER_HEADER.upper().replace(b",", b"\t, ").replace(b"VALUE", b"\xef\xbb\xbf'Value' ")
        for marks in (b"", b"\xef\xbb\xbf", b"\xef\xbb\xbf\xef\xbb\xbf"):
            tables, (summary,) = self.read(marks + header + transfer())
            self.assertEqual((summary["kind"], list(tables.transfers)), ("token_transfers", [(5, 1)]))

    def test_two_columns_for_one_field_are_an_error(self):
        for name in (b"value", b" VALUE", b"erc20_value", b"tx_hash"):
            _, (summary,) = self.read(TRANSFER_HEADER.replace(b"\n", b"," + name + b"\n") + transfer())
            self.assertIn("twice", summary["error"])

    def test_other_names_are_replaced(self):
        fields = [b"ADDR", b"symbol", b"x"]
        self.assertEqual(rules.Header(fields, {"addr": "address"}).places, {"address": 0, "symbol": 1})
        for renames in ({"adr": "address"}, {"addr": "address", "x": "symbol"}, {}):
            with self.assertRaises(rules.Broken):
                rules.Header(fields, renames)

    def renamed(self, content, *options):
        out = os.path.join(self.folder, "out")
        argv = ["reference.py", self.file(content), "--tables", out]
        for option in options:
            argv += ["--rename", option]
        with mock.patch.object(sys, "argv", argv), contextlib.redirect_stderr(io.StringIO()):
            reference.main()
        with open(os.path.join(out, "summary.json"), encoding="utf-8") as file:
            return json.load(file)["files"][0]

    def test_renames_are_options(self):
        for content in (
            b"ADDR,Symbol\n" + A + b",S\n",
            b'{"Addr":"' + A + b'","symbol":"S"}\n',
            b'[{"addr":"' + A + b'",\n"symbol":"S"}]',
        ):
            summary = self.renamed(content, " addr=address")
            self.assertEqual((summary["error"], summary["loaded"]), (None, 1))
            self.assertIsNotNone(self.renamed(content)["error"])
            self.assertIn("name to replace", self.renamed(content, "addr=address", "x=name")["error"])

    def test_a_header_under_renames_ends_the_file_or_is_no_record(self):
        header, row = b"addr,symbol\n", A + b",S\n"
        for line, error in (
            (b'"ADDR" , Symbol\n', None), (b"symbol,addr\n", "another"), (b"address,symbol\n", "another"),
        ):
            summary = self.renamed(header + row + line, "addr=address")
            self.assertEqual((summary["error"] or "").split()[-2:-1], [error] if error else [])
            self.assertEqual(summary["loaded"], 1)

    def test_a_stray_quote_in_a_header_is_an_error(self):
        for header in (b'"address"x,symbol\n', b'address,"sym" "bol"\n'):
            _, (summary,) = self.read(header + A + b",S\n")
            self.assertIn("closing quote", summary["error"])

    def test_headers_that_fit_no_kind_are_errors(self):
        for content in (
            b"", b"\n\n", b"a,b\n1,2\n", b"token_address,value\n", b"address\n", b"address,block_number,bytecode\n",
        ):
            _, (summary,) = self.read(content)
            self.assertIsNotNone(summary["error"])


class BelongingTest(FilesTest):
    def reasons(self, header, *lines, chain=1):
        _, (source,) = reference.read([self.file(b"\n".join((header, *lines)))], chain=chain)
        return dict(source.reasons), [columns for _, _, _, columns in source.rejects]

    def test_records_of_another_chain_are_rejects(self):
        for name in (b"chain_id", b"chainId", b"CHAINID"):
            lines = [chain + b"," + A + b",n" for chain in (b"1", b"137", b"", b"0x1", b"one")]
            self.assertEqual(
                self.reasons(name + b",address,name", *lines), ({"other_chain": 1, "integer": 1}, ["chain_id", "chain_id"]))
        self.assertEqual(self.reasons(b"chain_id,address,name", b"1," + A + b",n", b"0x89," + A + b",n", chain=137)[0], {"other_chain": 1})

    def test_logs_of_another_event_are_rejects(self):
        event = b"0x" + rules.TRANSFER_EVENT.hex().encode()
        header = TRANSFER_HEADER.rstrip() + b",topic0"
        lines = [transfer().rstrip() + b"," + topic for topic in (event, b"0x" + event[2:].upper(), b"", H, b"Transfer")]
        self.assertEqual(self.reasons(header, *lines), ({"other_event": 2}, ["topic0", "topic0"]))
        self.assertEqual(self.reasons(b"address,name,topic0", A + b",n," + H), ({}, []))


class TableTest(FilesTest):
    def token(self, block=b"", name=b"n", symbol=b"s", supply=b""):
        return b",".join((A, symbol, name, b"18", supply, b"", block, b"")) + b"\n"

    def test_the_token_of_the_highest_block_stays_in_every_order(self):
        names = {b"9": b"nine", b"10": b"ten", b"": b"zzz", b"0": b"zero"}
        rows = [self.token(block, name) for block, name in names.items()]
        for turn in range(4):
            stored = self.tokens(*rows[turn:], *rows[:turn])
            self.assertEqual([row[2] for row in stored.values()], ["ten"])
        self.assertEqual([row[2] for row in self.tokens(rows[2], rows[3]).values()], ["zero"])

    def test_ties_are_broken_by_content(self):
        for smaller, bigger in (
            ({"symbol": b""}, {"symbol": b"A"}),
            ({"symbol": b"B", "name": b"x"}, {"symbol": b"a", "name": b""}),
            ({"name": "\uffee".encode()}, {"name": "\U00010000".encode()}),
            ({"supply": b"9"}, {"supply": b"10"}),
            ({"supply": b""}, {"supply": b"0"}),
        ):
            one = self.tokens(self.token(b"1", **smaller), self.token(b"1", **bigger))
            two = self.tokens(self.token(b"1", **bigger), self.token(b"1", **smaller))
            self.assertEqual(one, two)
            self.assertEqual(one, self.tokens(self.token(b"1", **bigger)))

    def test_every_further_record_of_a_token_is_a_duplicate(self):
        _, (summary,) = self.read(TOKEN_HEADER + self.token(b"1") + self.token(b"2") + self.token(b"1"))
        self.assertEqual((summary["loaded"], summary["duplicates"]), (1, 2))

    def test_same_content_in_other_spelling_is_a_duplicate(self):
        _, (summary,) = self.read(TRANSFER_HEADER + transfer(b"1") + transfer(b"01", b"001", token=A.lower()))
        self.assertEqual((summary["loaded"], summary["duplicates"], summary["rejected"]), (1, 1, 0))

    def test_other_content_is_a_conflict_with_all_candidates_listed(self):
        tables, (one, two) = self.read(
            TRANSFER_HEADER + transfer(b"1") + transfer(b"2") + transfer(b"7", b"9"), TRANSFER_HEADER + transfer(b"1"))
        self.assertEqual(one["reasons"], {"conflict": 1})
        self.assertEqual((two["loaded"], two["duplicates"]), (0, 1))
        self.assertEqual([row[6] for *_, row in tables.conflicts()], [1, 2, 1])
        self.assertEqual((one["keys"], one["own_keys"], two["keys"], two["own_keys"]), (2, 1, 1, 0))

    def test_a_record_that_knows_more_completes_the_stored_one(self):
        bare, timed = b"block_number,log_index,transaction_hash,token_address,value", b",block_timestamp"
        row, time = b"2,3," + H + b"," + A + b",5", b"2022-08-08 23:06:52 UTC"
        less = bare + b"\n" + row + b"\n"
        more = bare + timed + b"\n" + row + b"," + time + b"\n"
        for files in ((less, more), (more, less)):
            tables, (one, two) = self.read(*files)
            self.assertEqual((one["loaded"], two["duplicates"], two["rejected"]), (1, 1, 0))
            self.assertEqual([row[7] for row in tables.transfers.values()], [1660000012000000])
            self.assertEqual(list(tables.conflicts()), [])

    def test_a_stored_row_is_made_of_records_that_agree(self):
        records = ["1\t\\N\ta", "1\t2\t\\N", "1\t3\ta", "1\t\\N\tb"]
        for row in ("1\t2\ta", "1\t3\ta", "1\t2\tb"):
            self.assertTrue(check.may_be_stored(row, [(0, record) for record in records]))
        for row in ("1\t\\N\ta", "1\t3\tb", "1\t2\t\\N", "1\t4\ta"):
            self.assertFalse(check.may_be_stored(row, [(0, record) for record in records]))

    def test_of_several_ranks_a_record_of_the_highest_is_stored(self):
        records = [(0, "1\t2\ta"), (2, "1\t3\t\\N"), (1, "1\t4\t\\N")]
        self.assertTrue(check.may_be_stored("1\t3\t\\N", records))
        for row in ("1\t2\ta", "1\t4\t\\N", "1\t3\ta"):
            self.assertFalse(check.may_be_stored(row, records))

    def test_a_file_that_replaces_wins_over_those_before_and_after(self):
        content = [TRANSFER_HEADER + transfer(value, b"4") for value in (b"1", b"2", b"3", b"1")]
        paths = [self.file(text, f"{place}.csv") for place, text in enumerate(content)]
        for replacing, stored, rejected in (
            ([paths[1]], 2, [0, 2, 3]), ([paths[1], paths[2]], 3, [0, 1, 3]), ([paths[3]], 1, [1, 2]),
        ):
            tables, sources = reference.read(paths, replacing=replacing)
            self.assertEqual([row[6] for row in tables.transfers.values()], [stored])
            found = [place for place, source in enumerate(sources) if sum(source.reasons.values())]
            self.assertEqual(found, rejected)
            self.assertEqual(sum(source.counts["loaded"] for source in sources), 1)

    def test_a_token_of_a_file_that_replaces_stays_whatever_its_block(self):
        paths = [self.file(TOKEN_HEADER + self.token(block), f"{block}.csv") for block in (b"9", b"1")]
        for order in (paths, paths[::-1]):
            tables, _ = reference.read(order, replacing=[paths[1]])
            self.assertEqual([row[6] for row in tables.tokens.values()], [1])

    def test_a_token_counts_where_its_row_came_from(self):
        paths = [self.file(TOKEN_HEADER + self.token(block), f"{block}.csv") for block in (b"5", b"7", b"1")]
        for replacing, expected in (
            ([], [(0, 1, 0), (1, 0, 0), (0, 1, 0)]), (paths[2:], [(0, 1, 0), (0, 0, 1), (1, 0, 0)]),
        ):
            tables, sources = reference.read(paths, replacing=replacing)
            found = [(s.counts["loaded"], s.counts["duplicates"], s.reasons["replaced"]) for s in sources]
            self.assertEqual(found, expected)
            whens = [when for *_, when in tables.replaced_tokens()]
            self.assertEqual(whens, ["maybe", "always"] if replacing else [])

    def test_a_token_that_knows_no_more_than_what_replaces_it_is_a_duplicate(self):
        paths = [self.file(TOKEN_HEADER + self.token(b"5", symbol=symbol), f"{symbol}.csv") for symbol in (b"", b"S")]
        for order in (paths, paths[::-1]):
            tables, sources = reference.read(order, replacing=[paths[1]])
            self.assertEqual(sum(source.counts["duplicates"] for source in sources), 1)
            self.assertEqual(list(tables.replaced_tokens()), [])

    def test_rejects_name_every_broken_column_in_file_order(self):
        tables, sources = reference.read([self.file(TRANSFER_HEADER + transfer() + transfer(b"-1", b"x", b""))])
        path = sources[0].path
        self.assertEqual(sources[0].rejects, [(path, 2, "integer", "value,log_index,block_number")])

    def test_a_file_given_twice_counts_once(self):
        path = self.file(TRANSFER_HEADER + transfer())
        _, sources = reference.read([path, path])
        self.assertEqual(len(sources), 1)


class FakeDatabase:
    """Answers the checker's questions from lists."""

    def __init__(self, tokens, transfers, sources, rejects):
        self.answers = {
            check.TOKENS_SQL: tokens,
            check.TRANSFERS_SQL: transfers,
            check.SOURCES_SQL: sources,
            check.REJECTS_SQL: rejects,
        }

    def copy(self, query):
        return iter(self.answers[query])

    objects = copy


class CheckTest(FilesTest):
    """One file with a good record, a conflict about another key, a duplicate and a bad record."""

    def setUp(self):
        super().setUp()
        conflict = transfer(b"2", b"2") + transfer(b"3", b"2")
        self.path = self.file(TRANSFER_HEADER + transfer(b"1") + conflict + transfer() + transfer(b"x"))
        self.expected = os.path.join(self.folder, "expected")
        reference.write_tables(self.expected, *reference.read([self.path]))
        self.first = list(check.file_lines(self.expected, "token_transfers.tsv"))
        self.other = [self.first[0], self.first[1].replace("\t2\t\\N", "\t3\t\\N")]
        self.source = {
            "id": "s", "uri": "file://" + self.path, "kind": "token_transfers", "batches": 1, "written": 1,
            "records": 5, "loaded": 2, "duplicates": 1, "rejected": 2, "repaired": 0,
        }
        self.rejects = [["s", 3, "conflict", None], ["s", 5, "not a number", "value"]]

    def check(self, transfers, rejects=None, tokens=(), **changes):
        database = FakeDatabase(tokens, transfers, [self.source | changes], rejects or self.rejects)
        with contextlib.redirect_stdout(io.StringIO()) as output:
            code = check.check(self.expected, database)
        self.assertEqual(code == 1, output.getvalue() != "")
        return code

    def test_equal_tables_pass(self):
        self.assertEqual(self.check(self.first), 0)

    def test_the_other_candidate_passes_with_the_first_as_the_reject(self):
        self.assertNotEqual(self.other, self.first)
        rejects = [["s", 2, "conflict", None], self.rejects[1]]
        self.assertEqual(self.check(self.other, rejects), 0)
        self.assertEqual(self.check(self.other), 1)

    def test_what_a_file_that_replaces_contradicts_is_a_reject_of_that_reason(self):
        other = self.file(TRANSFER_HEADER + transfer(b"9", b"2"), "b.csv")
        reference.write_tables(self.expected, *reference.read([self.path, other], replacing=[other]))
        stored = list(check.file_lines(self.expected, "token_transfers.tsv"))
        sources = [
            self.source | {"loaded": 1, "rejected": 3},
            {"id": "o", "uri": "file://" + other, "kind": "token_transfers", "batches": 1, "written": 1, "records": 1,
             "loaded": 1, "duplicates": 0, "rejected": 0, "repaired": 0},
        ]
        rejects = [["s", number, "replaced", None] for number in (2, 3)] + [["s", 5, "not a number", "value"]]
        for transfers, found, code in ((stored, rejects, 0), (self.first, rejects, 1), (stored, rejects[2:], 1)):
            with contextlib.redirect_stdout(io.StringIO()):
                self.assertEqual(check.check(self.expected, FakeDatabase((), transfers, sources, found)), code)

    def test_tokens_and_transfers_may_both_be_replaced(self):
        paths = [self.file(TOKEN_HEADER + b",".join((A, b"S", b"", b"18", b"", b"", block, b"")) + b"\n", f"t{block}.csv")
                 for block in (b"9", b"1")]
        other = self.file(TRANSFER_HEADER + transfer(b"9", b"2"), "b.csv")
        files = [self.path, other, *paths]
        reference.write_tables(self.expected, *reference.read(files, replacing=[other, paths[1]]))
        stored, tokens = (list(check.file_lines(self.expected, name)) for name in ("token_transfers.tsv", "tokens.tsv"))
        kept = {"batches": 1, "written": 1, "repaired": 0, "duplicates": 0, "kind": "tokens", "records": 1}
        sources = [
            self.source | {"loaded": 1, "rejected": 3},
            kept | {"id": "o", "uri": "file://" + other, "kind": "token_transfers", "loaded": 1, "rejected": 0},
            kept | {"id": "k", "uri": "file://" + paths[0], "loaded": 0, "rejected": 1},
            kept | {"id": "r", "uri": "file://" + paths[1], "loaded": 1, "rejected": 0},
        ]
        rejects = [["s", number, "replaced", None] for number in (2, 3)] + [["s", 5, "not a number", "value"]]
        for found, code in ((rejects + [["k", 1, "replaced", None]], 0), (rejects, 1)):
            with contextlib.redirect_stdout(io.StringIO()):
                self.assertEqual(check.check(self.expected, FakeDatabase(tokens, stored, sources, found)), code)

    def test_every_difference_fails(self):
        self.assertEqual(self.check(self.first[:1]), 1)
        self.assertEqual(self.check([*self.first, self.first[0].replace("5\t1", "6\t1", 1)]), 1)
        self.assertEqual(self.check([self.first[0].replace("\t1\t\\N", "\t9\t\\N"), self.first[1]]), 1)
        self.assertEqual(self.check(self.first, tokens=["00" * 20 + "\t\\N" * 7]), 1)
        self.assertEqual(self.check(self.first, self.rejects[:1]), 1)
        self.assertEqual(self.check(self.first, [*self.rejects, self.rejects[1]]), 1)
        self.assertEqual(self.check(self.first, [*self.rejects, ["s", 1, "hex", "value"]]), 1)
        self.assertEqual(self.check(self.first, [self.rejects[0], ["s", 5, "not a number", "log_index"]]), 1)

    def test_sums_that_do_not_add_up_fail(self):
        for changes in (
            {"records": 6}, {"loaded": 1}, {"loaded": 3, "duplicates": 0}, {"rejected": 1}, {"repaired": 1},
            {"batches": None}, {"kind": "tokens"}, {"uri": "file:///other.csv"},
        ):
            with self.subTest(changes):
                self.assertEqual(self.check(self.first, **changes), 1)

    def test_summary_adds_up(self):
        with open(os.path.join(self.expected, "summary.json"), encoding="utf-8") as file:
            total = json.load(file)["total"]
        self.assertEqual(total["records"], total["loaded"] + total["duplicates"] + total["rejected"])


if __name__ == "__main__":
    unittest.main()
