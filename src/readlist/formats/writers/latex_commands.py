"""The commands that a formula may have: none reads a file, writes one, or defines a macro."""

from __future__ import annotations

MATH_COMMANDS = frozenset(
    """alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa varkappa lambda mu nu xi omicron pi varpi rho
    varrho sigma varsigma tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega
    aleph beth ell hbar hslash imath jmath wp Re Im infty partial nabla forall exists nexists emptyset varnothing neg lnot top
    bot angle triangle prime backprime surd flat natural sharp clubsuit diamondsuit heartsuit spadesuit
    pm mp times div cdot cdotp ast star circ bullet cap cup uplus sqcap sqcup vee wedge setminus wr diamond bigtriangleup
    bigtriangledown triangleleft triangleright oplus ominus otimes oslash odot bigcirc dagger ddagger amalg lor land
    leq le geq ge neq ne ll gg prec succ preceq succeq sim simeq approx cong equiv doteq propto subset supset subseteq supseteq
    sqsubseteq sqsupseteq in ni notin vdash dashv models perp parallel mid nmid smile frown asymp bowtie lesssim gtrsim
    leqslant geqslant lessapprox gtrapprox ltimes rtimes subsetneq supsetneq
    leftarrow gets rightarrow to leftrightarrow Leftarrow Rightarrow Leftrightarrow mapsto longmapsto longrightarrow
    Longrightarrow longleftarrow longleftrightarrow uparrow downarrow updownarrow Uparrow Downarrow hookrightarrow
    hookleftarrow rightharpoonup rightleftharpoons leadsto iff implies nearrow searrow swarrow nwarrow xrightarrow
    sum prod coprod int oint iint iiint bigcap bigcup bigvee bigwedge bigoplus bigotimes bigodot biguplus
    sqrt frac dfrac tfrac binom over choose atop overline underline overbrace underbrace overrightarrow overleftarrow
    widehat widetilde hat tilde bar vec dot ddot check breve acute grave mathring
    mathrm mathbf mathit mathsf mathtt mathcal mathbb mathfrak mathscr boldsymbol bm pmb mathnormal operatorname text textrm
    textbf textit textsf texttt textsuperscript textsubscript mbox rm bf it sf tt cal
    left right bigl bigr Bigl Bigr big Big bigg Bigg langle rangle lfloor rfloor lceil rceil lvert rvert lVert rVert vert Vert
    lbrace rbrace lbrack rbrack backslash
    sin cos tan cot sec csc arcsin arccos arctan sinh cosh tanh coth exp log ln lg det dim ker hom arg deg gcd lim limsup
    liminf max min sup inf Pr mod bmod pmod
    ldots cdots vdots ddots dots dotsc dotsb quad qquad enspace thinspace displaystyle textstyle scriptstyle limits nolimits
    not stackrel overset underset prescript phantom ensuremath mathop mathrel mathbin""".split()
)
"""Letters, signs and accents of mathematics, without the backslash."""
