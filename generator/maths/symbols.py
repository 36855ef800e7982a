"""The words of TeX that are read, and what each stands for.

Tables only. They come from how TeX is written in general (The LaTeX Companion's lists of
letters, relations and operators); a word is here whether or not a dump has it.
"""

GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "varepsilon": "ε",
    "zeta": "ζ", "eta": "η", "theta": "θ", "vartheta": "ϑ", "iota": "ι", "kappa": "κ",
    "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π", "varpi": "ϖ", "rho": "ρ",
    "varrho": "ϱ", "sigma": "σ", "varsigma": "ς", "tau": "τ", "upsilon": "υ", "phi": "φ",
    "varphi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω",
    "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π",
    "Sigma": "Σ", "Upsilon": "Υ", "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω",
    "ell": "ℓ",
}  # fmt: skip
"""Letters. `ell` is one too: it behaves like them."""

RELATIONS = {
    "leq": "≤", "le": "≤", "leqslant": "≤", "geq": "≥", "ge": "≥", "geqslant": "≥",
    "neq": "≠", "ne": "≠", "ll": "≪", "gg": "≫", "lesssim": "≲", "gtrsim": "≳",
    "equiv": "≡", "sim": "∼", "simeq": "≃", "approx": "≈", "cong": "≅", "propto": "∝",
    "in": "∈", "notin": "∉", "subset": "⊂", "subseteq": "⊆", "subsetneq": "⊊", "supset": "⊃",
    "supseteq": "⊇", "mid": "∣", "perp": "⊥", "parallel": "∥", "prec": "≺", "preceq": "⪯",
    "succ": "≻", "succeq": "⪰", "to": "→", "rightarrow": "→", "leftarrow": "←",
    "longrightarrow": "→", "Rightarrow": "⇒", "leftrightarrow": "↔", "Leftrightarrow": "⇔",
    "mapsto": "↦", "triangleq": "≜",
}  # fmt: skip
BINARY = {
    "times": "×", "cdot": "·", "circ": "∘", "pm": "±", "mp": "∓", "cup": "∪", "cap": "∩",
    "setminus": "∖", "wedge": "∧", "vee": "∨", "otimes": "⊗", "oplus": "⊕", "odot": "⊙",
    "star": "⋆",
}  # fmt: skip

SYMBOLS = {
    "infty": "∞", "forall": "∀", "exists": "∃", "nabla": "∇", "partial": "∂", "emptyset": "∅",
    "top": "⊤", "intercal": "⊺", "bot": "⊥", "dagger": "†", "prime": "′", "ast": "*",
    "ldots": "…", "cdots": "⋯", "dots": "…", "hbar": "ℏ", "aleph": "ℵ",
    "sum": "∑", "prod": "∏", "int": "∫",
}  # fmt: skip
SCRIPT_WORDS = frozenset(["top", "intercal", "bot", "dagger", "prime", "ast", "star"])
"""Read only after `_` or `^`: words or parts of words elsewhere."""

BRACKETS = {
    "lceil": "⌈", "rceil": "⌉", "lfloor": "⌊", "rfloor": "⌋", "langle": "⟨", "rangle": "⟩",
}  # fmt: skip

FUNCTIONS = frozenset([
    "arg", "argmax", "argmin", "cos", "cosh", "Cov", "cov", "det", "diag", "dim", "exp",
    "inf", "ker", "lim", "liminf", "limsup", "ln", "log", "max", "min", "poly", "polylog",
    "Pr", "rank", "sgn", "sign", "sin", "sinh", "sup", "tan", "tanh", "Tr", "tr", "Var",
])  # fmt: skip
"""Set upright, with a space before and after where no bracket follows."""
TAKES_SET = frozenset(["argmax", "argmin", "exp", "inf", "max", "min", "Pr", "sup"])
"""Functions after which a brace is a brace: `min{a, b}`."""

FONTS = frozenset([
    "boldsymbol", "mathbb", "mathbf", "mathcal", "mathfrak", "mathit", "mathrm", "mathscr",
    "mathsf", "operatorname",
])  # fmt: skip
"""Alphabets and the like: shown as the plain letter."""
ACCENTS = {
    "widetilde": "\u0303", "tilde": "\u0303", "Tilde": "\u0303", "widehat": "\u0302",
    "hat": "\u0302", "Hat": "\u0302", "overline": "\u0304", "bar": "\u0304", "dot": "\u0307",
    "ddot": "\u0308", "vec": "\u20d7", "check": "\u030c", "breve": "\u0306",
}  # fmt: skip
SIZES = frozenset(
    f"{size}{side}" for size in ("big", "Big", "bigg", "Bigg") for side in ("", "l", "r")
) | {"left", "right"}
"""Before a bracket, and shown as nothing."""
TYPE_SIZES = ("scriptsize", "footnotesize", "normalsize")
"""Switches of the type's size that no English word begins with; shown as nothing."""

ENGLISH = frozenset([
    "alpha", "approx", "arg", "ast", "bar", "beta", "big", "bot", "breve", "cap", "check",
    "chi", "circ", "cos", "Cov", "cov", "cup", "dagger", "delta", "Delta", "det", "diag",
    "dim", "dot", "dots", "ell",
    "equiv", "eta", "exists", "exp", "gamma", "Gamma", "ge", "gg", "hat",
    "in", "inf", "int", "iota", "kappa", "ker", "Lambda", "lambda", "le", "left", "lim", "ll",
    "ln", "log", "max", "mid", "min", "mp", "mu", "ne", "nu", "Omega", "omega", "overline",
    "parallel", "partial", "perp", "Phi", "phi", "pi", "Pi", "pm", "poly", "Pr", "prec",
    "prime", "prod", "psi", "Psi", "rank", "rho", "right", "sigma", "Sigma", "sign", "sim",
    "sin", "star", "subset", "succ", "sum", "sup", "tan", "tau", "Theta", "theta", "tilde",
    "times", "to", "top", "tr", "Tr", "Upsilon", "upsilon", "Var", "vec", "vee", "wedge",
    "xi", "Xi", "zeta",
])  # fmt: skip
"""Words that stand in prose as something else: alone they prove no mathematics."""

SHORT_WORDS = frozenset([
    "add", "age", "al", "all", "an", "and", "any", "are", "art", "as", "at", "be", "big",
    "but", "by", "can", "day", "did", "do", "due", "eg", "end", "eq", "et", "far", "few",
    "fig", "fit", "for", "gap", "get", "go", "got", "had", "has", "he", "her", "him", "his",
    "how", "ie", "if", "in", "is", "it", "its", "job", "key", "led", "let", "lot", "low",
    "man", "map", "may", "me", "mix", "mr", "my", "nd", "net", "new", "no", "nor", "not",
    "now", "odd", "of", "off", "old", "on", "one", "or", "our", "out", "own", "per", "pp",
    "pre", "put", "raw", "rd", "ref", "run", "say", "sec", "see", "set", "she", "so", "st",
    "sub", "sum", "ten", "th", "the", "to", "too", "top", "try", "two", "up", "us", "use",
    "via", "vs", "was", "way", "we", "who", "why", "yes", "yet", "you",
])  # fmt: skip
"""Words of two and three letters that are never a product of variables."""
