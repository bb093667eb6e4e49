"""The table of contents: every family, in the order in which a course would tell them."""

from genmodels.family import Family
from genmodels.models import (
    actor_critic,
    adversarial_autoencoder,
    autoencoder,
    cgan,
    contractive_autoencoder,
    cvae,
    cyclegan,
    dcgan,
    denoising_autoencoder,
    drsae,
    ebgan,
    energies,
    gan,
    group_sparse_autoencoder,
    judge,
    linear_autoencoder,
    lista,
    manifold,
    moco,
    perception,
    pirl,
    pix2pix,
    pixelcnn,
    pixelrnn,
    rbm,
    semi_supervised_vae,
    simclr,
    sparse_coding,
    stacked_autoencoder,
    stacked_group_sparse_autoencoder,
    vae,
    wgan_gp,
    world_model,
)
from genmodels.reasons import KnownError

FAMILIES: dict[str, Family] = {
    module.FAMILY.name: module.FAMILY
    for module in (
        autoencoder,
        linear_autoencoder,
        denoising_autoencoder,
        stacked_autoencoder,
        contractive_autoencoder,
        manifold,
        vae,
        cvae,
        semi_supervised_vae,
        adversarial_autoencoder,
        gan,
        dcgan,
        wgan_gp,
        energies,
        ebgan,
        cgan,
        pix2pix,
        cyclegan,
        pixelcnn,
        pixelrnn,
        rbm,
        sparse_coding,
        lista,
        group_sparse_autoencoder,
        stacked_group_sparse_autoencoder,
        drsae,
        simclr,
        moco,
        pirl,
        world_model,
        perception,
        actor_critic,
        judge,
    )
}


def family(name: str) -> Family:
    """The family of that name; raises UserError that lists the names there are."""
    if name not in FAMILIES:
        raise KnownError("no_family", name=name, known=", ".join(FAMILIES))
    return FAMILIES[name]
