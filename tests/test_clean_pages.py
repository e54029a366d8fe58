"""Is the article found in pages of many shapes, and nothing else with it?"""

import contextlib
import json
import time
from email.message import EmailMessage
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.errors import DetenteError, EmptyInput, InputError, NoArticle
from detente.reading.clean import clean, clean_html
from detente.records import Raw, RawKind, Report

LEAD = (
    "GENEVA (Lake Agency) — Envoys of the two armies met on Sunday for the first time in a month, Swiss officials said."
)
SECOND = "The northern envoy said that he had come to listen and would stay as long as was needed."
THIRD = "A second round is planned for Tuesday, according to diplomats in the city, who gave no details of the agenda."


def of(report: Report, kind: str) -> list[str]:
    return [report.text[p.start : p.end] for p in report.parts if p.kind == kind]


def is_whole(report: Report) -> bool:
    spots = [(0, 0), *((p.start, p.end) for p in report.parts), (len(report.text), len(report.text))]
    return all(a[1] <= b[0] and not report.text[a[1] : b[0]].strip() for a, b in pairwise(spots))


def semantic() -> str:
    linked = {
        "@context": "https://schema.org",
        "@graph": [
            {"@type": "WebSite", "name": "Lake Post"},
            {
                "@type": "NewsArticle",
                "headline": "Truce talks resume in Geneva",
                "datePublished": "2025-03-02T11:15:00+01:00",
                "author": [{"@type": "Person", "name": "Ada Lovelace"}, {"@type": "Person", "name": "Grace Hopper"}],
                "publisher": {"@type": "Organization", "name": "Lake Post"},
            },
        ],
    }
    return f"""<!doctype html><html lang="en"><head><title>Truce talks resume in Geneva | Lake Post</title>
<script type="application/ld+json">{json.dumps(linked)}</script></head><body>
<header><nav><ul><li><a href="/">Home</a></li><li><a href="/world">World</a></li></ul></nav></header>
<div class="cookie-banner"><p>We would like to count you and to show you things that you may want to buy.</p></div>
<main><article><h1>Truce talks resume in Geneva</h1>
<p class="standfirst">Both armies keep their guns silent while envoys meet by the lake</p>
<p class="byline">By Ada Lovelace and Grace Hopper</p><time datetime="2025-03-02">2 March 2025</time>
<figure><img src="a.jpg">
<figcaption>Envoys arrive at the hotel in Geneva, March 2, 2025. Lake Agency</figcaption></figure>
<p>{LEAD}</p><p>{SECOND}</p><h2>What comes next</h2><p>{THIRD}</p>
<blockquote><p>Nobody on either bank of the river wants this war to go on.</p></blockquote>
<p style="display: none">Hidden words for machines alone stand in this paragraph.</p>
<p aria-hidden="true">More hidden words for machines alone stand in this one.</p>
<p>Read more: <a href="/x">Envoy returns to the lake for talks</a></p></article>
<aside class="related"><h3>More from World</h3>
<ul><li><a href="/q">Border town counts its dead after shelling</a></li></ul></aside>
</main><footer><p>© 2025 Lake Post. All rights reserved by the people of the lake.</p></footer></body></html>"""


def soup() -> str:
    return f"""<html><head><title>Truce talks resume in Geneva - Lake Post</title>
<meta property="og:site_name" content="Lake Post"><meta property="og:title" content="Truce talks resume in Geneva">
<meta property="og:description" content="Both armies keep their guns silent while envoys meet by the lake">
<meta property="article:published_time" content="2025-03-02T10:15:00Z"></head><body class="with-sidebar">
<div id="topmenu" class="menu"><a href="/">Home</a> <a href="/w">World</a></div>
<div class="outer has-sidebar"><div class="x1"><div class="title-block"><h1>Truce talks resume in Geneva</h1></div>
<div class="x2">Both armies keep their guns silent while envoys meet by the lake</div>
<div class="x3">{LEAD}<br><br>{SECOND}<br/><br/>{THIRD}</div></div>
<div class="sidebar"><p>Ten walks that you should take by the lake before the summer is over.</p></div></div>"""


class TestSemanticPage:
    report = clean_html(semantic(), url="https://www.example.org/a")

    def test_facts(self) -> None:
        r = self.report
        assert (r.title, r.outlet, r.published) == (
            "Truce talks resume in Geneva",
            "Lake Post",
            "2025-03-02T11:15:00+01:00",
        )
        assert r.bylines == ("Ada Lovelace", "Grace Hopper")
        assert r.language == "en"

    def test_parts(self) -> None:
        r = self.report
        assert is_whole(r)
        assert of(r, "headline") == ["Truce talks resume in Geneva", "What comes next"]
        assert of(r, "deck") == ["Both armies keep their guns silent while envoys meet by the lake"]
        assert of(r, "caption") == ["Envoys arrive at the hotel in Geneva, March 2, 2025. Lake Agency"]
        assert of(r, "dateline") == ["GENEVA (Lake Agency) —"]
        assert of(r, "body") == [LEAD.split("— ")[1], SECOND, THIRD]
        assert of(r, "quote_block") == ["Nobody on either bank of the river wants this war to go on."]
        assert of(r, "teaser") == ["Envoy returns to the lake for talks", "Border town counts its dead after shelling"]

    @pytest.mark.parametrize("words", ["machines alone", "count you", "All rights", "Home", "World", "Lovelace"])
    def test_what_never_enters(self, words: str) -> None:
        assert words not in self.report.text


class TestSoup:
    report = clean_html(soup())

    def test_paragraphs_between_line_breaks(self) -> None:
        assert of(self.report, "body") == [LEAD.split("— ")[1], SECOND, THIRD]

    def test_the_description_is_the_deck(self) -> None:
        assert of(self.report, "deck") == ["Both armies keep their guns silent while envoys meet by the lake"]

    def test_facts(self) -> None:
        assert (self.report.outlet, self.report.published) == ("Lake Post", "2025-03-02T10:15:00+00:00")

    def test_the_sidebar_stays_out(self) -> None:
        assert "walks" not in self.report.text


PARAGRAPHS = [
    SECOND,
    THIRD,
    "The northern army denied that it had fired on the town.",
    "“We stay,” the southern envoy said.",
]
P_TAGS = "".join(f"<p>{p}</p>" for p in PARAGRAPHS)
TITLE = "Truce talks resume in Geneva"


class TestOtherShapes:
    @pytest.mark.parametrize(
        "page",
        [
            "<article><h1>{t}</h1>"
            + "".join(f'<div class="block"><p>{p}</p></div>' for p in PARAGRAPHS)
            + "</article>",
            "<h1>{t}</h1><div>" + "".join(f"<div><span>{p}</span></div>" for p in PARAGRAPHS) + "</div>",
            "<title>{t}</title><table><tr><td><a href=a>News</a><td><b>{t}</b><p>"
            + "<p>".join(PARAGRAPHS)
            + "</table>",
            '<body class="overflow-hidden"><div class="hero-banner"><h1>{t}</h1></div><div class="c print:block">'
            + P_TAGS,
            '<div id="p"><article><h1>{t}</h1><div>' + P_TAGS + '</div></article><div id="comments">'
            "<p>I think that both are wrong, and that my own view of history is the right one.</p>"
            * 30
            + "</div></div>",
            "<h1>{t}</h1><div>" + P_TAGS + "</div>"
            '<div class="card"><h3><a href="/1">A story from elsewhere</a></h3><p>It happened on another day.</p></div>'
            * 9,
        ],
        ids=["components", "spans", "table", "hero", "comments", "cards"],
    )
    def test_the_article_and_nothing_else(self, page: str) -> None:
        r = clean_html(page.replace("{t}", TITLE))
        assert of(r, "body") == PARAGRAPHS
        assert of(r, "headline") == [TITLE]

    def test_a_live_page(self) -> None:
        posts = "".join(
            f"<section><p>{t}</p><h2>{h}</h2><p>{p}</p></section>"
            for t, h, p in [("14:30 GMT", "Talks begin", SECOND), ("12:05 GMT", "Envoys at the hotel", THIRD)]
        )
        r = clean_html(
            f"<title>Live: talks by the lake</title><main><h1>Live: talks by the lake</h1><article>{posts}</article>"
        )
        assert of(r, "dateline") == ["14:30 GMT", "12:05 GMT"]
        assert of(r, "headline") == ["Live: talks by the lake", "Talks begin", "Envoys at the hotel"]
        assert of(r, "body") == [SECOND, THIRD]

    def test_one_paragraph_is_enough(self) -> None:
        assert of(clean_html("<p>India struck nine sites.</p>"), "body") == ["India struck nine sites."]

    def test_a_page_built_by_script_is_read_from_its_data(self) -> None:
        data = json.dumps({"@type": "NewsArticle", "headline": "Truce holds", "articleBody": f"{SECOND}\n\n{THIRD}"})
        r = clean_html(f'<script type="application/ld+json">{data}</script><div id="app"></div>')
        assert of(r, "body") == [SECOND, THIRD]
        assert r.title == "Truce holds"

    def test_a_known_domain_names_its_outlet(self) -> None:
        assert clean_html(f"<p>{SECOND}</p>", url="https://www.reuters.com/world/x").outlet == "Reuters"

    def test_entities_and_inline_marks(self) -> None:
        r = clean_html(
            "<p>Fish &amp; chips were <b>served</b> to <i>envoys</i>&nbsp;&mdash; all &#8220;twice&#8221;.</p>"
        )
        assert r.text == "Fish & chips were served to envoys — all “twice”."

    def test_broken_json_and_markup(self) -> None:
        r = clean_html(f'<script type="application/ld+json">{{"@type": [</script><div><p>{SECOND}<p>{THIRD}</b></i>')
        assert of(r, "body") == [SECOND, THIRD]

    @pytest.mark.parametrize(
        "page", ["<html></html>", "<div></div>", "<!-- only -->", "<p></p>", "<script>x</script>", "<p>Home</p>"]
    )
    def test_pages_without_an_article(self, page: str) -> None:
        with pytest.raises(NoArticle):
            clean_html(page)


class TestHostilePages:
    @pytest.mark.parametrize(
        "page",
        [
            "<div>" * 200_000,
            "<div>" * 200_000 + f"<p>{SECOND}</p>",
            f"<p>{SECOND}</p>" + "<b>" * 100_000,
            f"<p>{SECOND}</p>" + "<script></script>x" * 50_000,
            f"<p>{SECOND}</p>" + "<a href=x>y</a>" * 50_000,
            f"<p>{SECOND}</p>" + "&amp;" * 200_000,
            f"<p>{SECOND}</p>" + "<!--" * 100_000,
            f"<p>{SECOND}</p>" + "<h2>Talks resume by the lake</h2>" * 20_000,
            f"<p>{SECOND}</p>" * 40_000,
            "<table>" * 5_000 + f"<td>{SECOND}",
            f"<p>{SECOND}</p>" + "<" * 500_000,
            '<p style="' + "display:" * 50_000 + f'">{SECOND}</p>',
            f"<p class='{'share ' * 50_000}'>x</p><p>{SECOND}</p>",
            f"<script type='application/ld+json'>{'[' * 100_000}</script><p>{SECOND}</p>",
        ],
        ids="divs text bold scripts links entities comments heads prose tables brackets style class json".split(),
    )
    def test_ends_soon_with_a_report_or_one_sentence(self, page: str) -> None:
        begun = time.process_time()
        with contextlib.suppress(DetenteError):
            assert is_whole(clean_html(page))
        assert time.process_time() - begun < 15

    def test_nul_characters(self) -> None:
        assert "listen" in clean_html(f"<p>\x00{SECOND}</p>").text

    @given(st.text("<>/ap divclash=\"' &;#x0\n\x00é中\u202e.", max_size=300))
    @settings(max_examples=150, deadline=None)
    def test_any_markup_gives_a_report_or_an_error_of_ours(self, page: str) -> None:
        try:
            report = clean_html(page)
        except InputError:
            return
        assert is_whole(report)


class TestMail:
    def mail(self, body: str, subtype: str = "plain", **headers: str) -> Report:
        m = EmailMessage()
        m["Subject"] = headers.get("subject", "Truce talks resume")
        m["From"] = headers.get("sender", "Lake Post <news@example.org>")
        m["To"] = "desk@example.org"
        if "date" in headers:
            m["Date"] = headers["date"]
        m.set_content(body, subtype=subtype)
        return clean(Raw(data=m.as_bytes(), kind="eml", name="mail.eml"))

    def test_headers(self) -> None:
        r = self.mail(SECOND, date="Sun, 02 Mar 2025 11:15:00 +0100")
        assert (r.title, r.outlet, r.published) == ("Truce talks resume", "Lake Post", "2025-03-02T11:15:00+01:00")

    def test_quoted_replies_and_signature_are_furniture(self) -> None:
        r = self.mail(f"{SECOND}\n\n{THIRD}\n\n-- \nLake Post\nOn the quay\n")
        assert any("Lake Post" in f for f in of(r, "furniture"))
        assert "quay" not in " ".join(of(r, "body"))
        r = self.mail(f"{SECOND}\n\nOn Monday, the desk wrote:\n> Have the envoys said anything at all to you today?\n")
        assert of(r, "body") == [SECOND]
        assert is_whole(r)

    def test_a_page_in_a_mail(self) -> None:
        assert of(self.mail(f"<p>{SECOND}</p><p>{THIRD}</p>", "html"), "body") == [SECOND, THIRD]

    def test_no_words(self) -> None:
        with pytest.raises(EmptyInput):
            self.mail(" \n")

    def test_an_unreadable_date_is_no_date(self) -> None:
        assert self.mail(SECOND, date="some day").published is None

    @given(st.binary(max_size=300))
    @settings(max_examples=100, deadline=None)
    def test_any_bytes(self, data: bytes) -> None:
        with contextlib.suppress(InputError):
            clean(Raw(data=b"From: a\nTo: b\nSubject: c\n" + data, kind="eml", name="m"))


class TestMarkdown:
    TEXT = f"""---
title: Truce talks resume
date: 2025-03-02
author: Ada Lovelace
---

# Truce talks resume

{SECOND} They met *by the lake* at the [old hotel](https://example.org).

## What comes next

{THIRD}

> Nobody wants this war to go on.

![A picture](a.png)
"""

    def test_parts_and_facts(self) -> None:
        r = clean(Raw(data=self.TEXT.encode(), kind="markdown", name="a.md"))
        assert is_whole(r)
        assert (r.title, r.published, r.bylines) == ("Truce talks resume", "2025-03-02", ("Ada Lovelace",))
        assert of(r, "headline") == ["Truce talks resume", "What comes next"]
        assert of(r, "body") == [f"{SECOND} They met by the lake at the old hotel.", THIRD]
        assert of(r, "quote_block") == ["Nobody wants this war to go on."]


def pdf_of(pages: list[list[str]]) -> bytes:
    """A PDF written by hand: Helvetica, one string a line."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", ""]
    kids = []
    for lines in pages:
        shown = " ".join(f"({line.replace('(', '[').replace(')', ']')}) Tj 0 -14 Td" for line in lines)
        stream = f"BT /F1 11 Tf 60 760 Td {shown} ET"
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
        content = len(objects)
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {content} 0 R /Resources << /Font << /F1 "
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    out, spots = b"%PDF-1.4\n", []
    for i, body in enumerate(objects, 1):
        spots.append(len(out))
        out += f"{i} 0 obj\n{body}\nendobj\n".encode("latin-1")
    table = "".join(f"{s:010d} 00000 n \n" for s in spots)
    tail = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer << /Size {len(objects) + 1} /Root 1 0 R >>"
    return out + f"{tail}\nstartxref\n{len(out)}\n%%EOF".encode("latin-1")


class TestPdf:
    def read(self, data: bytes, kind: RawKind = "pdf") -> Report:
        return clean(Raw(data=data, kind=kind, name="a.pdf"))

    def test_lines_become_paragraphs_without_page_furniture(self) -> None:
        page = [
            "Lake Post, 2 March",
            "Envoys of the two armies met on Sunday for the first time in a month and agreed to conti-",
            "nue their talks on Tuesday, Swiss officials said after a long day by the lake of Geneva.",
            "Nobody was hurt.",
            "The northern envoy said that he had come to listen and would stay as long as was needed.",
        ]
        r = self.read(
            pdf_of([[*page, "1"], ["Lake Post, 2 March", "The southern envoy said nothing at all to reporters.", "2"]])
        )
        assert "continue their talks on Tuesday" in " ".join(r.text.split())
        assert "Lake Post" not in r.text
        assert r.text.rstrip().endswith("reporters.")

    def test_a_scan_says_so(self) -> None:
        with pytest.raises(EmptyInput, match="scan"):
            self.read(pdf_of([[]]))

    @pytest.mark.parametrize("data", [b"%PDF-1.4\n", b"%PDF-1.7 garbage \x00\x01", pdf_of([["x"]])[:200]])
    def test_broken_documents(self, data: bytes) -> None:
        with pytest.raises(InputError):
            self.read(data)
