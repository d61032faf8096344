"""Pages that editors write in Wagtail, one file a family, and what they are made of."""

from cms.models.base import EditedPage, files_of
from cms.models.finding import PageText
from cms.models.guides import CorridorGuidePage, CorridorIndexPage, MethodPage, RightsPage
from cms.models.home import HomePage
from cms.models.library import LibraryPage, PaperRequest, PublicationFile, PublicationPage, PublicationTopic
from cms.models.media import Consent, MediaFile, Picture, PictureRendition
from cms.models.plain import ContactPage, Partner, PartnersPage, PlainPage, SocialChannel
from cms.models.printed import PrintedSheet
from cms.models.reading import ArticlePage, ShelfPage, StoryPage, VideoPage, silent_on
from cms.models.translations import Reading, Translation
from cms.models.words import Term

__all__ = [
    "ArticlePage",
    "Consent",
    "ContactPage",
    "CorridorGuidePage",
    "CorridorIndexPage",
    "EditedPage",
    "HomePage",
    "LibraryPage",
    "MediaFile",
    "MethodPage",
    "PageText",
    "PaperRequest",
    "Partner",
    "PartnersPage",
    "Picture",
    "PictureRendition",
    "PlainPage",
    "PrintedSheet",
    "PublicationFile",
    "PublicationPage",
    "PublicationTopic",
    "Reading",
    "RightsPage",
    "ShelfPage",
    "SocialChannel",
    "StoryPage",
    "Term",
    "Translation",
    "VideoPage",
    "files_of",
    "silent_on",
]
