"""Do bytes become the report that a careful reader sees, with its parts told apart and its text untouched?"""

import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.errors import EmptyInput, EncodingError, InputError, NoArticle, UnsupportedLanguage
from detente.reading.clean import clean, clean_html, clean_text
from detente.reading.clean.dates import day_in, found
from detente.records import Raw, RawKind, Report


def raw(data: bytes | str, kind: RawKind = "text", **more: str) -> Raw:
    return Raw(data=data.encode() if isinstance(data, str) else data, kind=kind, name="given", **more)


def parts(report: Report) -> list[tuple[str, str]]:
    return [(p.kind, report.text[p.start : p.end]) for p in report.parts]


def of(report: Report, kind: str) -> list[str]:
    return [words for k, words in parts(report) if k == kind]


def is_whole(report: Report) -> bool:
    """Parts are sorted, apart, inside the text, and leave out nothing but white space."""
    spots = [(0, 0), *((p.start, p.end) for p in report.parts), (len(report.text), len(report.text))]
    apart = all(a[1] <= b[0] and not report.text[a[1] : b[0]].strip() for a, b in pairwise(spots))
    return apart and all(p.start < p.end for p in report.parts)


SCRAPED = """Top Stories

Envoys return to the lake for a second round

Both armies say that their guns have been silent since Sunday

Envoys return to the lake for a second round

The northern envoy looks on during a break in the talks in Geneva, Switzerland, March 2, 2025.

Lake Agency

By Ada Lovelace

GENEVA, March 2 (Lake Agency) — The envoys of the two armies met again on Sunday, the Swiss foreign ministry said.

What divides them

The northern side wants its prisoners back before anything else is discussed, according to two diplomats in the city.

A house that was hit by a shell in the border town of Weststadt, March 1, 2025. Lake Agency

Will it hold?

Nobody at the table would say how long the silence might last.

Comments

See what readers are saying

More from the region

Border town counts its dead after a night of shelling

Mayor says that the hospital has run out of blood
"""


class TestPlainText:
    def test_a_scraped_page_keeps_every_character(self) -> None:
        report = clean(raw(SCRAPED))
        assert report.text == SCRAPED
        assert is_whole(report)

    def test_headline_and_its_repetition(self) -> None:
        report = clean(raw(SCRAPED))
        assert of(report, "headline")[:2] == ["Envoys return to the lake for a second round"] * 2
        assert report.title == "Envoys return to the lake for a second round"

    def test_section_headings_are_headlines_and_no_body(self) -> None:
        assert of(clean(raw(SCRAPED)), "headline")[2:] == ["What divides them", "Will it hold?"]

    def test_deck(self) -> None:
        assert of(clean(raw(SCRAPED)), "deck") == ["Both armies say that their guns have been silent since Sunday"]

    def test_captions(self) -> None:
        captions = of(clean(raw(SCRAPED)), "caption")
        assert [" ".join(c.split()[:3]) for c in captions] == ["The northern envoy", "Lake Agency", "A house that"]

    def test_dateline_is_apart_from_the_sentence_behind_it(self) -> None:
        report = clean(raw(SCRAPED))
        assert of(report, "dateline") == ["GENEVA, March 2 (Lake Agency) —"]
        assert of(report, "body")[0].startswith("The envoys of the two armies")

    def test_furniture_never_reads_as_body(self) -> None:
        furniture = of(clean(raw(SCRAPED)), "furniture")
        for words in (
            "Top Stories",
            "Comments",
            "See what readers are saying",
            "More from the region",
            "By Ada Lovelace",
        ):
            assert words in furniture

    def test_teasers_at_the_foot(self) -> None:
        assert of(clean(raw(SCRAPED)), "teaser") == [
            "Border town counts its dead after a night of shelling",
            "Mayor says that the hospital has run out of blood",
        ]

    def test_byline(self) -> None:
        assert clean(raw(SCRAPED)).bylines == ("Ada Lovelace",)

    @pytest.mark.parametrize(
        "text",
        [
            "Troops clashed",
            "Pakistan denies Indian claims of attacks",
            "The minister said no.",
            "a line without a capital",
            "Comments on the treaty were few, the ministry said.",
        ],
    )
    def test_one_block_is_body(self, text: str) -> None:
        assert parts(clean_text(text)) == [("body", text)]

    def test_the_article_goes_on_behind_related_links(self) -> None:
        text = (
            "Two men were killed on the bridge on Monday, the police said.\n\nRelated\n\nBridge closed after shots"
            "\n\nThe search goes on, the mayor said.\n"
        )
        report = clean_text(text)
        assert of(report, "teaser") == ["Bridge closed after shots"]
        assert of(report, "body")[-1] == "The search goes on, the mayor said."

    def test_half_a_sentence_is_no_heading(self) -> None:
        text = "The army said that it had\n\ntaken the bridge over the river and two villages.\n\nIt gave no more."
        assert of(clean_text(text), "headline") == []

    def test_wrapped_lines_are_one_paragraph(self) -> None:
        text = (
            "The army said on Monday that it had taken the bridge over the\nriver and two villages behind it, where "
            "the rebels had dug\nthemselves in since the winter. The rebels denied that and said\nthe bridge was still "
            "theirs.\n\nNobody could reach the place to see.\n"
        )
        assert [k for k, _ in parts(clean_text(text))] == ["body"]

    def test_a_date_in_a_sentence_makes_no_caption(self) -> None:
        text = "The pact was signed.\n\nBoth sides were to leave the valley on 7 January 1978.\n\nNeither did so."
        assert of(clean_text(text), "caption") == []

    def test_what_sites_put_around_an_article(self) -> None:
        text = """Skip to content
Live

Two armies trade fire as envoys pack their bags

Soldiers stand near a bridge outside Weststadt [File: Ada Lovelace/Reuters]
By Grace Hopper and News Agencies
Published On 2 Mar 2025
Save
Listen to this article | 4 mins

At least four soldiers have been killed in shelling near the bridge at Weststadt, the northern army says.

Recommended Stories
list of 2 items
list 1 of 2Why the bridge matters
list 2 of 2Who pays for the monitors?
end of list

“We did not fire a single shot,” the army's spokesman said on Sunday.
0
Source: Lake Post and news agencies
"""
        report = clean_text(text)
        assert of(report, "body") == [
            "At least four soldiers have been killed in shelling near the bridge at Weststadt, the northern army says.",
            "“We did not fire a single shot,” the army's spokesman said on Sunday.",
        ]
        assert of(report, "teaser") == ["list 1 of 2Why the bridge matters", "list 2 of 2Who pays for the monitors?"]
        assert (report.published, report.bylines) == ("2025-03-02", ("Grace Hopper",))

    def test_times_of_a_live_page_are_datelines(self) -> None:
        text = "Shells fell on the town again, the mayor said.\n\n9:42 p.m.\n\nThe firing has stopped, residents say.\n"
        assert of(clean_text(text), "dateline") == ["9:42 p.m."]

    @pytest.mark.parametrize(
        ("line", "dateline"),
        [
            ("GENEVA (Reuters) - Talks resumed.", "GENEVA (Reuters) -"),
            ("ISLAMABAD: Talks resumed.", "ISLAMABAD:"),
            ("Geneva, Switzerland (AP) – Talks resumed.", "Geneva, Switzerland (AP) –"),
            ("NEW DELHI/ISLAMABAD, May 7 (Lake Agency) - Talks resumed.", "NEW DELHI/ISLAMABAD, May 7 (Lake Agency) -"),
            ("WASHINGTON, D.C. -- Talks resumed.", "WASHINGTON, D.C. --"),
        ],
    )
    def test_datelines(self, line: str, dateline: str) -> None:
        assert of(clean_text(f"{line}\n\nMore was to follow on Monday."), "dateline") == [dateline]

    @pytest.mark.parametrize(
        "line", ["UPDATE: Talks resumed.", "The army — or what is left of it — withdrew.", "He left."]
    )
    def test_no_datelines(self, line: str) -> None:
        assert of(clean_text(f"{line}\n\nMore was to follow on Monday."), "dateline") == []


class TestAnyText:
    @given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=400).filter(str.strip))
    @settings(max_examples=300, deadline=None)
    def test_comes_back_unchanged_with_parts_that_fit(self, text: str) -> None:
        try:
            report = clean_text(text)
        except UnsupportedLanguage:
            return
        assert report.text == text
        assert is_whole(report)

    @given(
        st.lists(
            st.sampled_from(
                [
                    *(
                        "Comments",
                        "More from the region",
                        "A deck line of words",
                        "The army said so.",
                        "\n",
                        "\r\n",
                        "By A B",
                    ),
                    *(
                        "GENEVA — Talks began.",
                        "“Odd quote",
                        "\u2028",
                        " ",
                        "\t",
                        "\x00",
                        "9:42 p.m.",
                        "Reuters",
                        "> x y",
                    ),
                ]
            ),
            max_size=30,
        )
    )
    @settings(max_examples=200, deadline=None)
    def test_of_lines_in_any_order_is_whole(self, lines: list[str]) -> None:
        text = "\n".join(lines)
        if not text.strip():
            return
        report = clean_text(text)
        assert report.text == text
        assert is_whole(report)

    def test_a_lone_surrogate_is_refused(self) -> None:
        with pytest.raises(EncodingError, match=r"U\+D800"):
            clean_text("bad \ud800 text")
        with pytest.raises(EncodingError):
            clean_html("<p>bad \ud800 text</p>")

    def test_unseen_characters_stay_and_are_warned_of(self) -> None:
        report = clean_text("safe \u202etxt.exe\u202c and a zero\u200bwidth space")
        assert "\u202e" in report.text
        assert len(report.warnings) == 2

    def test_white_space_alone_is_nothing(self) -> None:
        with pytest.raises(EmptyInput):
            clean_text(" \n\t ")

    @pytest.mark.parametrize(
        "text",
        [
            "x" * 2_000_000,
            " " * 1_000_000 + "x",
            "(" * 300_000,
            "Word. " * 200_000,
            "A\n" * 200_000,
            "A B " * 100_000 + "—",
        ],
        ids=["one word", "spaces", "brackets", "words", "lines", "capitals"],
    )
    def test_is_read_in_linear_time(self, text: str) -> None:
        begun = time.process_time()
        assert is_whole(clean_text(text))
        assert time.process_time() - begun < 10


class TestEncodings:
    WORDS = "“The guns fell silent,” the envoy said in Zürich."

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
    def test_text(self, encoding: str) -> None:
        assert clean(raw(self.WORDS.encode(encoding))).text == self.WORDS

    def test_a_page_says_its_own(self) -> None:
        page = (
            '<html><head><meta charset="windows-1251"></head><body><p>Envoy Иванов said that the guns fell silent.</p>'
        )
        assert "Иванов" in clean(raw(page.encode("cp1251"), "html")).text

    def test_a_stray_byte_in_utf8_is_replaced_and_warned_of(self) -> None:
        report = clean(raw("Zürich, Genève, Köln: ".encode() + b"\xe9 the guns fell silent."))
        assert "Zürich" in report.text
        assert any("UTF-8" in w for w in report.warnings)

    def test_line_ends_are_kept(self) -> None:
        assert clean(raw(b"One.\r\n\r\nTwo.\rThree.")).text == "One.\r\n\r\nTwo.\rThree."

    def test_nul_is_kept_and_warned_of(self) -> None:
        report = clean(raw(b"The guns\x00 fell silent on the whole front, the army said."))
        assert "\x00" in report.text
        assert report.warnings

    def test_a_mark_that_lies_is_an_error(self) -> None:
        with pytest.raises(EncodingError, match="UTF-8"):
            clean(raw(b"\xef\xbb\xbfabc \xff\xfe def"))


class TestLanguage:
    @pytest.mark.parametrize(
        ("text", "name"),
        [
            ("Le ministre a déclaré que l'armée avait frappé neuf sites pendant la nuit.", "French"),
            ("Das Ministerium teilte mit, dass in der Nacht neun Ziele getroffen wurden.", "German"),
            ("پاکستان نے بھارتی دعوے مسترد کر دیے اور کہا کہ یہ جھوٹ ہے", "Urdu"),
        ],
    )
    def test_another_language_is_named(self, text: str, name: str) -> None:
        with pytest.raises(UnsupportedLanguage, match=name):
            clean_text(text)

    @pytest.mark.parametrize(
        "text",
        [
            "Troops clashed.",
            "Asif: no.",
            "Lahore, Karachi, Rawalpindi, Muzaffarabad, Kotli, Bahawalpur",
            "12:30",
            "India vs Pak",
        ],
    )
    def test_short_text_is_never_refused(self, text: str) -> None:
        assert clean_text(text).text == text

    def test_english_is_told(self) -> None:
        assert (
            clean_text("The two armies exchanged fire along the line for a third night, officials said.").language
            == "en"
        )


class TestPublished:
    def test_the_callers_day_goes_first(self) -> None:
        page = '<meta property="article:published_time" content="2025-05-07"><p>The guns fell silent on Monday.</p>'
        assert clean_html(page, published="2025-05-08").published == "2025-05-08"
        assert clean_html(page).published == "2025-05-07"

    @pytest.mark.parametrize("value", ["", "yesterday", "2025-13-01", "08/05/2025", "2025-05", "2025-05-08T25:00"])
    def test_a_date_that_the_caller_types_wrong_is_an_error_with_the_form(self, value: str) -> None:
        with pytest.raises(InputError, match="2025-05-08"):
            clean(Raw(name="a.txt", data=b"The guns fell silent.", kind="text"), published=value)

    @pytest.mark.parametrize("value", ["yesterday", "2025-13-01", "08/05/2025", "2025-05", "31 June 2025"])
    def test_a_date_in_a_batch_that_is_none_stays_unknown_with_a_warning(self, value: str) -> None:
        report = clean_text("The guns fell silent.", published=value)
        assert report.published is None
        assert any(value in w for w in report.warnings)

    @pytest.mark.parametrize("value", ["9:55 AM ET, Thu May 8, 2025", "2025 May 8", "May 8, 2025 | 3:01pm EST"])
    def test_dates_as_scrapers_give_them_are_read(self, value: str) -> None:
        report = clean_text("The guns fell silent.", published=value)
        assert (report.published, report.warnings) == ("2025-05-08", ())

    @pytest.mark.parametrize(
        ("value", "iso"),
        [
            ("2025-05-08", "2025-05-08"),
            ("2025-05-08T14:30:00Z", "2025-05-08T14:30:00+00:00"),
            ("2025-05-08 14:30:00+05:30", "2025-05-08T14:30:00+05:30"),
            ("2025-05-08T14:30", "2025-05-08"),
        ],
    )
    def test_forms_that_are_read(self, value: str, iso: str) -> None:
        assert clean_text("The guns fell silent.", published=value).published == iso

    def test_an_unreadable_date_stays_unknown_with_a_warning(self) -> None:
        report = clean_html('<meta name="date" content="08/05/2025"><p>The guns fell silent on Monday.</p>')
        assert report.published is None
        assert any("08/05/2025" in w for w in report.warnings)

    def test_silence_stays_silence(self) -> None:
        assert clean_text("The guns fell silent on Monday.").published is None

    @pytest.mark.parametrize(
        ("value", "day"),
        [
            ("Thu, 08 May 2025 10:20:00 GMT", "2025-05-08T10:20:00+00:00"),
            ("May 8, 2025", "2025-05-08"),
            ("8 Sept. 2025", "2025-09-08"),
            ("31 June 2025", None),
            ("05/08/2025", None),
            ("soon", None),
        ],
    )
    def test_dates_on_pages(self, value: str, day: str | None) -> None:
        assert found(value) == day

    def test_a_line_that_says_when_it_was_put_online(self) -> None:
        text = "Envoys return to the lake\n\nPublished May 8, 2025 10:20\n\nEnvoys of both armies met again, they said."
        report = clean_text(text)
        assert report.published == "2025-05-08"
        assert day_in("no date here") is None

    def test_a_date_in_the_story_is_no_date_of_publication(self) -> None:
        assert (
            clean_text("The pact was signed on May 8, 2025 in Geneva by both envoys.\n\nNothing came of it.").published
            is None
        )


class TestIdentity:
    def test_the_same_words_have_the_same_id(self) -> None:
        assert clean_text("The guns  fell\nsilent.").id == clean_text("The guns fell silent.").id
        assert clean_text("The guns fell silent.").id.startswith("RPT-")

    def test_the_hash_is_of_the_bytes_read(self) -> None:
        a, b = clean(raw(b"\xef\xbb\xbfThe guns fell.")), clean(raw(b"The guns fell."))
        assert a.text == b.text
        assert a.sha256 != b.sha256

    def test_what_the_caller_says_of_a_row(self) -> None:
        report = clean_text("It held.", outlet="Lake Post", url="https://example.org/1", title="Truce", source_id="r1")
        assert (report.outlet, report.url, report.title, report.source_id) == (
            "Lake Post",
            "https://example.org/1",
            "Truce",
            "r1",
        )

    def test_no_article(self) -> None:
        menu = (
            "<html><body><nav><a href=/>Home</a></nav><ul><li><a href=/a>One</a></li><li><a href=/b>Two</a></li></ul>"
        )
        with pytest.raises(NoArticle):
            clean_html(menu)
