"""Words for the codes of cms/."""

from django.utils.translation import gettext_lazy as _

from cms.rules import Lacks

LACKS = {
    Lacks.NO_CONSENT: _("No consent of this person is on record."),
    Lacks.WITHDRAWN: _("This person took the consent back."),
    Lacks.RUN_OUT: _("This person's consent has run out."),
    Lacks.NOT_YET: _("This person's consent does not hold yet."),
    Lacks.NOT_TEXT: _("This person's consent does not cover words."),
    Lacks.NOT_PICTURE: _("This person's consent does not cover pictures."),
    Lacks.NOT_RECORDING: _("This person's consent does not cover voice and film."),
    Lacks.NOT_HERE: _("This person's consent does not cover this site."),
}
