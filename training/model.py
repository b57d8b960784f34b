"""The encoder (MiniLM, uncased BERT) with a shape embedding, and one projection that feeds every head.

A word's state is h[first piece] + h[last piece]. All heads read columns of one matrix product
`state @ W + b`; `Columns` says which head owns which columns.
"""
import torch
from torch import nn
from torch.nn import functional as F

LAYERS, WIDTH, ATT_HEADS, SHAPES = 6, 384, 12, 21


class Rounded(torch.autograd.Function):
    """Forward what rounding to the export's bits leaves, backward as if nothing had been rounded (straight-through)."""

    @staticmethod
    def forward(ctx, x, kind):
        if kind == 'weight':                                     # one scale an output, 7 bits, as export.py has it
            scale = x.abs().amax(1, keepdim=True).clamp(min=1e-9) / 63
            return torch.round(x / scale) * scale
        low, high = x.amin().float(), x.amax().float()           # DynamicQuantizeLinear
        scale = ((high.clamp(min=0) - low.clamp(max=0)) / 255).to(x.dtype)
        return torch.round(x / scale) * scale

    @staticmethod
    def backward(ctx, grad):
        return grad, None


class Layer(nn.Module):
    rounded = False              # train as the 8-bit export will compute

    def linear(self, m, x):
        return F.linear(x, Rounded.apply(m.weight, 'weight'), m.bias) if self.rounded else m(x)

    def __init__(self):
        super().__init__()
        self.qkv = nn.Linear(WIDTH, 3 * WIDTH)
        self.out = nn.Linear(WIDTH, WIDTH)
        self.norm1 = nn.LayerNorm(WIDTH, eps=1e-12)
        self.up = nn.Linear(WIDTH, 4 * WIDTH)
        self.down = nn.Linear(4 * WIDTH, WIDTH)
        self.norm2 = nn.LayerNorm(WIDTH, eps=1e-12)

    def forward(self, x, mask):
        b, s, _ = x.shape
        q, k, v = self.linear(self.qkv, x).view(b, s, 3, ATT_HEADS, WIDTH // ATT_HEADS).permute(2, 0, 3, 1, 4)
        # plain products: faster than the fused kernel's backward pass on a CPU with bf16 tiles
        p = (torch.matmul(q * (WIDTH // ATT_HEADS) ** -0.5, k.transpose(2, 3)) + mask).softmax(-1)
        y = torch.matmul(p.to(v.dtype), v)
        x = self.norm1(x + self.linear(self.out, y.transpose(1, 2).reshape(b, s, WIDTH)))
        u = F.gelu(self.linear(self.up, x))
        if self.rounded:
            u = Rounded.apply(u, 'activation')                   # the one with the widest range: it loses most
        return self.norm2(x + self.linear(self.down, u))


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.word = nn.Embedding(30522, WIDTH)
        self.position = nn.Embedding(512, WIDTH)
        self.shape = nn.Embedding(SHAPES, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        nn.init.zeros_(self.shape.weight)

    def forward(self, ids, shapes, mask):
        x = self.word(ids) + self.position.weight[:ids.shape[1]] + self.shape(shapes)
        x = self.norm(x)
        bias = torch.zeros(mask.shape, dtype=torch.bfloat16 if torch.is_autocast_enabled('cpu') else x.dtype)
        bias = bias.masked_fill(mask == 0, -10000.0)[:, None, None, :]
        if torch.is_autocast_enabled('cpu'):
            x = x.to(torch.bfloat16)
        for layer in self.layers:
            x = layer(x, bias)
        return x

    def load_base(self, path):
        """all-MiniLM-L6-v2's weights (Apache-2.0); the token type embedding joins the positions."""
        from safetensors.torch import load_file
        t = load_file(path)
        t = {k.removeprefix('bert.').removeprefix('0.auto_model.'): v.float() for k, v in t.items()}
        self.word.weight.data = t['embeddings.word_embeddings.weight'].clone()
        self.position.weight.data = (t['embeddings.position_embeddings.weight'] + t['embeddings.token_type_embeddings.weight'][0]).clone()
        copy(self.norm, t, 'embeddings.LayerNorm')
        for i, layer in enumerate(self.layers):
            p = f'encoder.layer.{i}.'
            for part in ('weight', 'bias'):
                getattr(layer.qkv, part).data = torch.cat([t[f'{p}attention.self.{n}.{part}'] for n in ('query', 'key', 'value')])
            copy(layer.out, t, p + 'attention.output.dense')
            copy(layer.norm1, t, p + 'attention.output.LayerNorm')
            copy(layer.up, t, p + 'intermediate.dense')
            copy(layer.down, t, p + 'output.dense')
            copy(layer.norm2, t, p + 'output.LayerNorm')


def copy(module, t, name):
    module.weight.data = t[name + '.weight'].clone()
    module.bias.data = t[name + '.bias'].clone()


class Standpoint(nn.Module):
    def __init__(self, heads):
        """`heads`: name -> head module; a head's `columns` is {column name: width}."""
        super().__init__()
        self.encoder = Encoder()
        self.heads = nn.ModuleDict(heads)
        self.columns, n = {}, 0
        for h in heads.values():
            for name, width in h.columns.items():
                self.columns[name] = (n, width)
                n += width
        self.project = nn.ModuleDict({name: nn.Linear(WIDTH, w) for name, (_, w) in self.columns.items()})

    def forward(self, ids, shapes, mask, first, last):
        return self.columns_of(self.encoder(ids, shapes, mask), first, last)

    def columns_of(self, h, first, last):
        h = h.reshape(-1, WIDTH)
        state = h[first].float() + h[last].float()
        w = torch.cat([p.weight for p in self.project.values()])
        b = torch.cat([p.bias for p in self.project.values()])
        y = F.linear(state, w, b).float()
        return dict(zip(self.columns, y.split([n for _, n in self.columns.values()], 1)))   # (slices would each fill a gradient)
