"""An archive of many crises, as archives are: each has its own two countries, their towns and its year.

The bundled reports' paragraphs, shuffled as :func:`run.articles` does, tell of one crisis; told of others, by putting
other countries and towns in the place of theirs, a batch of thousands holds as many reports of one happening as a
newsroom's archive does, and not thousands. Persons keep their names: nothing here is meant to be true.
"""

import random
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from run import articles

REPORTS = 16
"""Reports of one crisis."""

YEARS = range(2001, 2025)

SIDES = (
    ("India", "Indian", "New Delhi", "Jammu Srinagar Pahalgam Poonch Pathankot Udhampur Bhuj Adampur"),
    ("Pakistan", "Pakistani", "Islamabad", "Muzaffarabad Bahawalpur Kotli Muridke Lahore Rawalpindi Karachi Sialkot"),
)
"""Who is told of in the bundled reports: country, adjective, capital, towns."""

LANDS = (
    ("Armenia", "Armenian", "Yerevan", "Gyumri Vanadzor Goris Kapan Sisian Jermuk Ijevan Martuni"),
    ("Azerbaijan", "Azerbaijani", "Baku", "Ganja Mingachevir Barda Tartar Shamkir Gadabay Tovuz Lankaran"),
    ("Ethiopia", "Ethiopian", "Addis Ababa", "Mekelle Gondar Dessie Adwa Axum Jimma Harar Humera"),
    ("Eritrea", "Eritrean", "Asmara", "Keren Massawa Assab Barentu Teseney Mendefera Senafe Nakfa"),
    ("Sudan", "Sudanese", "Khartoum", "Kassala Nyala Kosti Gedaref Atbara Dongola Kadugli Zalingei"),
    ("Chad", "Chadian", "N'Djamena", "Abeche Moundou Sarh Mongo Faya Biltine Doba Bongor"),
    ("Ukraine", "Ukrainian", "Kyiv", "Sumy Kharkiv Chernihiv Poltava Kherson Izium Nikopol Konotop"),
    ("Russia", "Russian", "Moscow", "Belgorod Kursk Bryansk Voronezh Rostov Saratov Tambov Shebekino"),
    ("Thailand", "Thai", "Bangkok", "Surin Sisaket Buriram Trat Chanthaburi Udon Kantharalak Ubon"),
    ("Cambodia", "Cambodian", "Phnom Penh", "Battambang Sisophon Pailin Samraong Kratie Kampot Poipet Pursat"),
    ("Greece", "Greek", "Athens", "Kos Chios Samos Patras Kavala Larissa Volos Xanthi"),
    ("Turkey", "Turkish", "Ankara", "Izmir Bodrum Edirne Aydin Mersin Adana Konya Canakkale"),
    ("Venezuela", "Venezuelan", "Caracas", "Maracaibo Merida Barinas Guasdualito Cumana Maturin Coro Tucupita"),
    ("Colombia", "Colombian", "Bogota", "Cucuta Arauca Medellin Cali Pasto Neiva Tibu Saravena"),
    ("Morocco", "Moroccan", "Rabat", "Oujda Figuig Agadir Tangier Fez Errachidia Zagora Nador"),
    ("Algeria", "Algerian", "Algiers", "Oran Bechar Tindouf Tlemcen Annaba Setif Batna Maghnia"),
    ("Kyrgyzstan", "Kyrgyz", "Bishkek", "Osh Batken Naryn Talas Isfana Karakol Uzgen Tokmok"),
    ("Tajikistan", "Tajik", "Dushanbe", "Khujand Isfara Kulob Panjakent Vorukh Khorugh Tursunzoda Bokhtar"),
    ("Serbia", "Serbian", "Belgrade", "Nis Raska Vranje Kraljevo Leskovac Subotica Kragujevac Prokuplje"),
    ("Kosovo", "Kosovan", "Pristina", "Mitrovica Peja Prizren Gjakova Ferizaj Zvecan Leposavic Gjilan"),
)


def pairs() -> Iterator[tuple[int, int, int]]:
    """Year and two countries of one crisis after another, no two the same, in an order that a seed gives."""
    dice = random.Random(11)
    many = [(y, a, b) for y in YEARS for a in range(len(LANDS)) for b in range(len(LANDS)) if a != b]
    dice.shuffle(many)
    yield from many


def renamed(a: int, b: int) -> dict[str, str]:
    """What stands in the place of each name."""
    names = {"Kashmir": LANDS[a][3].split()[-1]}
    for old, new in zip(SIDES, (LANDS[a], LANDS[b]), strict=True):
        names |= dict(zip(old[:3], new[:3], strict=True))
        names |= dict(zip(old[3].split(), new[3].split(), strict=True))
    return names


def crises(count: int) -> list[Any]:
    """So many articles of about 500 words, sixteen of each crisis."""
    from detente.reading.clean import clean_text

    made: list[Any] = []
    told = articles(count)
    for at, (year, a, b) in zip(range(0, count, REPORTS), islice(pairs(), count), strict=False):
        names = renamed(a, b)
        sought = re.compile(r"\b(?:" + "|".join(sorted(names, key=len, reverse=True)) + r")\b")
        for r in told[at : at + REPORTS]:
            text = sought.sub(lambda m, names=names: names[m[0]], r.text)
            day = f"{year}{r.published[4:10]}"
            made.append(clean_text(text, published=day, outlet=r.outlet, source_id=r.source_id))
    return made
