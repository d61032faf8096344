"""Pages that belong to no single app: where the facts of this site come from, and under which licence."""

from dataclasses import dataclass

from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True)
class Attribution:
    """One source: its own name, who publishes it, what we took (translated), its licence, its address."""

    name: str
    publisher: str
    taken: str
    licence: str
    address: str = ""


FACTS_OF_A_PUBLIC_LIST = pgettext_lazy("licence", "Facts of a public list")
PUBLIC_DOMAIN = pgettext_lazy("licence", "Work of the government, free for all")

ATTRIBUTIONS = (
    Attribution(
        "ESCO v1.1",
        "European Commission",
        _("Texts on occupations. This service uses the ESCO classification of the European Commission."),
        "© European Union, reuse with attribution",
        "https://esco.ec.europa.eu/",
    ),
    Attribution(
        "ISCO-08",
        "International Labour Organization",
        _("The groups of occupations, and the index of their titles."),
        "© ILO",
        "https://www.ilo.org/",
    ),
    Attribution(
        "O*NET-SOC crosswalk to ESCO",
        "European Commission; U.S. Department of Labor",
        _("Which occupation of a United States job order is which occupation here."),
        "CC BY 4.0",
        "https://www.onetcenter.org/",
    ),
    Attribution(
        "Unicode CLDR",
        "Unicode, Inc.",
        _("Names of countries, languages and some kinds of work, and how numbers, money and days are written."),
        "Unicode License",
        "https://cldr.unicode.org/",
    ),
    Attribution(
        "Wiktionary, Open Multilingual Wordnet",
        "Wiktionary contributors",
        _("Words for kinds of work in several languages, which search knows."),
        "CC BY-SA 3.0",
        "https://github.com/omwn/omw-data",
    ),
    Attribution(
        "Wordnet Bahasa",
        "Wordnet Bahasa contributors",
        _("Words for kinds of work in Indonesian and Malay, which search knows."),
        "MIT License",
        "https://wn-msa.sourceforge.net/",
    ),
    Attribution(
        "LaoNLP",
        "LaoNLP contributors",
        _("Words for kinds of work in Lao, which search knows."),
        "Apache License 2.0",
        "https://github.com/wannaphong/LaoNLP",
    ),
    Attribution(
        "Myanmar P-codes",
        "Myanmar Information Management Unit (MIMU)",
        _("Places in Myanmar."),
        "Use with attribution",
        "https://themimu.info/",
    ),
    Attribution(
        "Cambodia Gazetteer",
        "Ministry of Economy and Finance, Kingdom of Cambodia",
        _("Places in Cambodia."),
        "Use with attribution",
        "https://data.mef.gov.kh/",
    ),
    Attribution(
        "thailand-geography-json",
        "thailand-geography-data",
        _("Places in Thailand."),
        "MIT License",
        "https://github.com/thailand-geography-data/thailand-geography-json",
    ),
    Attribution("Provinces and districts of Laos", "", _("Places in Laos."), FACTS_OF_A_PUBLIC_LIST),
    Attribution(
        "OFLC disclosure data FY2022 Q1",
        "U.S. Department of Labor, Office of Foreign Labor Certification",
        _("Certified job orders for temporary workers in the United States (H-2A and H-2B)."),
        PUBLIC_DOMAIN,
        "https://www.dol.gov/agencies/eta/foreign-labor/performance",
    ),
    Attribution(
        "Register of employment agencies",
        "Labour Department, Hong Kong",
        _("Licensed agencies in Hong Kong, as seen on 28 December 2021."),
        FACTS_OF_A_PUBLIC_LIST,
        "https://www.eaa.labour.gov.hk/",
    ),
    Attribution(
        "Recruiting licences (RL)",
        "Bureau of Manpower, Employment and Training, Bangladesh",
        _("Recruiting agencies of Bangladesh, as listed in Malaysia on 7 April 2023."),
        FACTS_OF_A_PUBLIC_LIST,
    ),
    Attribution(
        "Approved seafarer manning agents",
        "Department of Shipping, Bangladesh",
        _("Manning agents of Bangladesh and the dates of their licences."),
        FACTS_OF_A_PUBLIC_LIST,
    ),
    Attribution(
        "Private employment agencies (JTK licences)",
        "Department of Labour of Peninsular Malaysia",
        _("Private employment agencies of Malaysia, as listed on 7 April 2023."),
        FACTS_OF_A_PUBLIC_LIST,
    ),
    Attribution(
        "Companies licensed to send workers abroad",
        "Department of Employment, Thailand",
        _("Licensed recruitment agencies of Thailand, as seen on 1 July 2026."),
        FACTS_OF_A_PUBLIC_LIST,
    ),
    Attribution(
        "Costs, ceilings, wages, steps, rights and helplines",
        "",
        _("Each figure on the pages of a route names its own source and date."),
        FACTS_OF_A_PUBLIC_LIST,
    ),
    Attribution(
        "myanmar-tools",
        "Google",
        _("Telling Zawgyi from Unicode, and turning one into the other."),
        "Apache License 2.0",
        "https://github.com/google/myanmar-tools",
    ),
)


def show_attributions(request):
    """Every source this site is built on, with its licence."""
    return render(request, "portal/attributions.html", {"attributions": ATTRIBUTIONS})
