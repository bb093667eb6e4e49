"""Yardsticks: training and serving as tutorials write them, with this project's networks. Copied from none of them.

A `DataLoader` over pictures that are opened one by one, the default Adam, 32-bit numbers in PyTorch's own order, and
`.item()` of every loss for the progress bar. Each loop is a generator: one step of training for each `next`.
"""

from collections.abc import Iterator

import torch
import torch.nn.functional as F
from PIL import Image
from torch import Tensor, nn
from torch.utils.data import DataLoader, Dataset

from genmodels.data.torchvision_import import import_torchvision

transforms = import_torchvision().transforms
CLASSES = 10


class Pictures(Dataset):
    """Noise in the shape of MNIST, opened as torchvision's class opens it: from an array, by Pillow, to a tensor.

    transform: of the picture; by default its values are in [0, 1].
    """

    def __init__(self, amount: int, size: int = 28, transform=None):
        self.data = torch.randint(0, 256, (amount, size, size), dtype=torch.uint8)
        self.targets = torch.randint(0, CLASSES, (amount,))
        self.transform = transform or transforms.ToTensor()

    def __len__(self) -> int:
        return len(self.data)

    def __getitem__(self, row: int) -> tuple[Tensor, int]:
        return self.transform(Image.fromarray(self.data[row].numpy(), mode="L")), int(self.targets[row])


class Centred(Pictures):
    """The same with values in [-1, 1]."""

    def __init__(self, amount: int, size: int = 28):
        steps = [transforms.ToTensor(), transforms.Normalize((0.5,), (0.5,))]
        super().__init__(amount, size, transforms.Compose(steps))


def endless(pictures: Dataset, batch: int, device: torch.device) -> Iterator[tuple[Tensor, Tensor]]:
    """Epoch after epoch."""
    loader = DataLoader(pictures, batch_size=batch, shuffle=True, drop_last=True)
    while True:
        for images, labels in loader:
            yield images.to(device), labels.to(device)


def vae(network: nn.Module, batch: int, device: torch.device) -> Iterator[list[float]]:
    """network: with `encoder` (N, 1, 28, 28) -> (N, 2 L) and `decoder` (N, L) -> logits."""
    optimizer = torch.optim.Adam(network.parameters(), lr=1e-3)
    for images, _ in endless(Pictures(60_000), batch, device):
        optimizer.zero_grad()
        mean, log_variance = network.encoder(images).chunk(2, dim=1)
        z = mean + torch.randn_like(mean) * torch.exp(0.5 * log_variance)
        rebuilt = torch.sigmoid(network.decoder(z))
        likelihood = F.binary_cross_entropy(rebuilt, images, reduction="sum")
        kl = -0.5 * torch.sum(1 + log_variance - mean.pow(2) - log_variance.exp())
        loss = (likelihood + kl) / len(images)
        loss.backward()
        optimizer.step()
        yield [loss.item(), likelihood.item(), kl.item()]


def gan(
    generator: nn.Module, discriminator: nn.Module, latents: int, batch: int, device: torch.device, labelled: bool
) -> Iterator[list[float]]:
    """The DCGAN's loop; with `labelled` both networks are told the label as a one-hot vector."""
    criterion = nn.BCEWithLogitsLoss()
    d_optimizer = torch.optim.Adam(discriminator.parameters(), lr=2e-4, betas=(0.5, 0.999))
    g_optimizer = torch.optim.Adam(generator.parameters(), lr=2e-4, betas=(0.5, 0.999))
    for real, labels in endless(Centred(60_000), batch, device):
        told = [F.one_hot(labels, CLASSES).float()] if labelled else []
        ones, zeros = torch.ones(len(real), device=device), torch.zeros(len(real), device=device)
        discriminator.zero_grad()
        output = discriminator(real, *told)
        d_real = criterion(output, ones)
        d_real.backward()
        d_x = torch.sigmoid(output).mean().item()
        fake = generator(torch.randn(len(real), latents, device=device), *told)
        output = discriminator(fake.detach(), *told)
        d_fake = criterion(output, zeros)
        d_fake.backward()
        d_g_z1 = torch.sigmoid(output).mean().item()
        d_optimizer.step()
        generator.zero_grad()
        output = discriminator(fake, *told)
        g_loss = criterion(output, ones)
        g_loss.backward()
        d_g_z2 = torch.sigmoid(output).mean().item()
        g_optimizer.step()
        yield [(d_real + d_fake).item(), g_loss.item(), d_x, d_g_z1, d_g_z2]


def wgan_gp(
    generator: nn.Module, critic: nn.Module, latents: int, n_critic: int, batch: int, device: torch.device
) -> Iterator[list[float]]:
    """Every step trains the critic, every n_critic-th the generator."""
    critic_optimizer = torch.optim.Adam(critic.parameters(), lr=1e-4, betas=(0.0, 0.9))
    g_optimizer = torch.optim.Adam(generator.parameters(), lr=1e-4, betas=(0.0, 0.9))
    for step, (real, _) in enumerate(endless(Centred(60_000), batch, device), start=1):
        critic_optimizer.zero_grad()
        z = torch.randn(len(real), latents, device=device)
        fake = generator(z).detach()
        share = torch.rand(len(real), 1, 1, 1, device=device)
        between = (share * real + (1 - share) * fake).requires_grad_(True)
        output = critic(between)
        slopes = torch.autograd.grad(output, between, torch.ones_like(output), create_graph=True)[0]
        penalty = ((slopes.view(len(real), -1).norm(2, dim=1) - 1) ** 2).mean()
        loss = critic(fake).mean() - critic(real).mean() + 10 * penalty
        loss.backward()
        critic_optimizer.step()
        told = [loss.item(), penalty.item()]
        if step % n_critic == 0:
            g_optimizer.zero_grad()
            g_loss = -critic(generator(z)).mean()
            g_loss.backward()
            g_optimizer.step()
            told.append(g_loss.item())
        yield told


SLIDER = """
import gradio as gr, torch
from genmodels import checkpoints
torch.set_num_threads(1)
model = checkpoints.load("{model}", "cpu")

@torch.no_grad()
def picture(*z):
    return (model.decode(torch.tensor([z], dtype=torch.float32))[0, 0].clamp(0, 1) * 255).byte().numpy()

with gr.Blocks() as page:
    image = gr.Image(height=280, width=280)
    sliders = [gr.Slider(-3, 3, value=0.0, step=0.01, label=f"z{{i}}") for i in range(model.config.latents)]
    for slider in sliders:
        slider.input(picture, sliders, image, show_progress="hidden", trigger_mode="always_last")
    page.load(picture, sliders, image)

import os
page.launch(server_name=os.environ["GENMODELS_HOST"], server_port=int(os.environ["GENMODELS_PORT"]), quiet=True)
"""  # the whole of a demo with a slider, as Gradio's guides build it
