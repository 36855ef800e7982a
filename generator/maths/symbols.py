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

FUNCTIONS = frozenset(
    "arg argmax argmin cos cosh cov Cov det diag dim exp inf ker lim liminf limsup ln log max min"
    " poly polylog Pr rank sgn sign sin sinh sup tan tanh tr Tr Var".split()
)
"""Set upright, with a space before and after where no bracket follows."""
TAKES_SET = frozenset(["argmax", "argmin", "exp", "inf", "max", "min", "Pr", "sup"])
"""Functions after which a brace is a brace: `min{a, b}`."""
PREFIXES = FUNCTIONS | {"forall", "exists", "nabla", "partial", "sum", "prod", "int"}
"""What takes the operand after it, even across a space."""

FONTS = frozenset(
    "mathcal mathbb mathbf mathrm mathsf mathfrak mathscr mathit boldsymbol operatorname".split()
)
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

ENGLISH = frozenset(
    "beta bar breve cap check chi circ cup delta det dim dot eta exists ge hat in inf int iota le"
    " left lim ll max mid min mu ne nu omega parallel partial phi Phi pi Pi pm poly psi Psi rank"
    " rho sign sim sin star subset sum sup tan tau tilde times to top vec wedge xi Xi zeta"
    " alpha Delta gamma Gamma kappa lambda Lambda Omega sigma Sigma theta Theta approx big bot"
    " dagger dots prime ast arg cos exp ker ln log poly tr Upsilon upsilon ell perp prod cov vee"
    " Var Cov Tr Pr diag prec succ gg mp right overline".split()
)
"""Words that are, or stand in prose as, something else: alone they prove no mathematics."""

SHORT_WORDS = frozenset(
    "a an and any are as at be but by can did do due e eg eq et few fig for get go got had has he"
    " her him his how i ie if in is it its let lot low may me mr my new no nor not now of off old"
    " on one or our out own per pp put ref say sec see set she so ten the to too try two up us use"
    " via vs was way we who why yes yet you add age all art big day end far fit gap high job key"
    " led long make man many map mix more most much net next odd only open over pre raw run sub sum"
    " ten top tune used vary very well year al st nd rd th".split()
)
"""Words of up to three letters that are never a product of variables."""
