"""What a person can mend, and why: each reason has a kind, and a sentence that names the thing and the way out."""

SENTENCES = {
    # a knob, and what else is asked for by name
    "no_knob": "{name!r} is no knob of {config}; its knobs are {known}",
    "no_choice": "{name} must be one of {known}, not {value!r}",
    "not_int": "{name} must be a whole number, not {value!r}",
    "not_float": "{name} must be a number, not {value!r}",
    "not_str": "{name} must be a word, not {value!r}",
    "not_bool": "{name} must be true or false, not {value!r}",
    "not_finite": "{name} must be a finite number, not {value}",
    "not_between": "{name} must be between {low:g} and {high:g}, not {value!r}",
    "too_low": "{name} must be at least {low:g}, not {value!r}",
    "too_high": "{name} must be at most {high:g}, not {value!r}",
    "not_multiple": "{name} must be a multiple of {multiple}, not {value!r}",
    "fixed": "{name!r} cannot be changed while the model trains; these can: {known}",
    "unheard": "this family hears no {name!r} while it trains; turn one of its knobs",
    "no_family": "there is no family {name!r}; there are {known}",
    "no_source": "there is no data set {name!r}; there are {known}",
    "many_attributes": "{count} attributes have too many combinations to tell apart; choose at most {most}",
    "no_plan": "the {name!r} plan makes pictures of {known} pixels, not {size}; choose one of these sizes",
    "no_device": "the device {name!r} is not available on this machine; leave it out or say cpu",
    # a prior that somebody bends or draws
    "prior_no_numbers": "a prior is points of the plane, each a row of finite numbers; draw it again",
    "prior_empty": "nothing is drawn yet; draw a line and let go",
    "prior_too_many": "{count:,} points are more than the {most:,} that a line may have; draw a shorter one",
    "prior_outside": "the prior reaches out of the plane, which ends at {edge:g} on each side; draw inside",
    "points_none": "nothing is drawn yet; draw a line in one of the planes",
    "points_few": "the data need {least} points or more, and there are {count}; draw a longer line",
    "points_many": "{count:,} points are more than the {most:,} that are learned at most; draw less",
    "points_outside": "some of the points lie beyond the plane, which ends at {edge:g} on each side; draw inside",
    "points_no_numbers": "data are points of the plane, each two finite numbers; draw them again",
    "gaussians_none": "there is no Gaussian left to learn from; add one",
    "gaussians_many": "{count:,} Gaussians are more than the {most} that are learned at most; take some away",
    "gaussians_outside": "a Gaussian lies beyond the plane, which ends at {edge:g} on each side; move it inside",
    "gaussians_spread": "a Gaussian's width lies between {low:g} and {high:g}; make it wider or narrower",
    "gaussians_no_numbers": "a Gaussian is three finite numbers, its middle's two and its width; lay it down again",
    "prior_dot": "that is a dot: ten digits cannot lie in one place; draw a line of length {least:g} or more",
    "prior_count": "{count} petals are given, but there are {classes} classes; give each its petal",
    "prior_spread": "a petal's spreads lie between {low:g} and {high:g}; make it wider or narrower",
    # a folder's files
    "no_card": "{name} has no {card}; a checkpoint is a folder with {card} and {weights}",
    "bad_card": "{name}/{card} is not a checkpoint's card; fetch it again",
    "no_file": "{name} has no {file} that can be read; fetch the checkpoint again",
    "no_tensors": "{name}/{file} is not a safetensors file; fetch it again or publish it again",
    "altered": (
        "{name}/{file} is not the file that was published: its sha256 is {found}, the card says {expected}; "
        "delete the file and fetch it again"
    ),
    "no_fit": "the weights of {name} do not fit its configuration; fetch {card} and {weights} again",
    # the Hub
    "offline": "{name} is not in the cache and HF_HUB_OFFLINE forbids to ask the Hub; unset it and try again",
    "offline_search": "HF_HUB_OFFLINE forbids to ask the Hub; unset it and search again",
    "gated": "{name} is gated; ask for access on its page on the Hub and log in with `hf auth login`",
    "disabled": "{name} was disabled by the Hub; choose another checkpoint",
    "no_repository": "the Hub has no repository {name} that may be read from here; check its name and your login",
    "no_revision": "{name} has no such revision; name a commit, branch or tag that it has",
    "too_often": "the Hub was asked too often and wants us to wait (429) before it gives {name}; try again later",
    "no_access": "the Hub does not give access to {name} ({status}); log in with `hf auth login`",
    "exists": "{name} is there already; choose another name",
    "hub_trouble": "the Hub has trouble of its own ({status}) with {name}; try again later",
    "no_entry": "{name} lacks a file of a checkpoint ({card}, {weights}); it may be none",
    "no_name": "{name} is no name of a repository; it is owner/name",
    "no_answer": "the Hub did not answer in time; try again later",
    "disk_full": "the disk is full, so {name} could not be stored; make room and try again",
    "unreachable": "the Hub could not be reached for {name}; check the network and try again",
    "too_large": "{name} has {size:,} bytes, and more than {most:,} are not fetched here",
    "other_size": "{name} has {size:,} bytes, its card says {expected:,}; tell its owner",
    # data
    "no_data": (
        "{name} is not in {folder} and could not be downloaded ({why}); "
        "put its files there, or set GENMODELS_DATA to the folder that holds them"
    ),
    "bad_data": "{name} in {folder} is damaged ({why}); delete that folder and try again",
    "cut_short": "{folder}/{name} is cut short or damaged ({why}); fetch it again",
    "no_pairs": (
        "{folder}/{name} is missing and has no public source in this form; put a zip of 512x256 pictures there, "
        "the picture in the left half and its drawing in the right half"
    ),
    "no_styles": "{folder}/{name} is missing and has no public source in this form; put it there",
    "no_faces": (
        "{name} could not be read or downloaded ({why}); put img_align_celeba/ and list_attr_celeba.txt into {folder}"
    ),
    "no_attributes": "{name} is missing; put CelebA's attribute list into {folder}",
    "no_attribute": "{name} has no line for {picture}; fetch the attribute list again",
    "no_split": "the split must be train or test, not {split!r}",
    "bad_prefix": "GENMODELS_HUB must be an owner or owner/prefix, not {prefix!r}",
    "no_word": "a checkpoint's name is a word, not {name!r}; there are {known}",
    "no_checkpoint": "there is no checkpoint {name!r}; there are {known}, or name a folder or an owner/repo",
}


class UserError(ValueError):
    """A mistake that a person can mend: one clear sentence that names the thing and the way out."""

    def __reduce__(self):
        """So that it crosses from process to process; the constructor, which may ask for more, is not called there."""
        return _again, (type(self), *self.args), vars(self)


class KnownError(UserError):
    """kind: a key of SENTENCES, by which the page finds the same in another language.  fields: what it names."""

    def __init__(self, kind: str, **fields: object):
        super().__init__(SENTENCES[kind].format(**fields))
        self.kind, self.fields = kind, fields


class CheckpointError(KnownError):
    """A checkpoint cannot be had."""


class DataError(KnownError):
    """A data set cannot be had."""


def _again(kind: type[Exception], *arguments: object) -> Exception:
    return kind.__new__(kind, *arguments)
