"""Text analysis for indexing, querying and comparing titles: the same for every script, width, case and accent.

folding         one form for text that differs in width, case, accents or Chinese script; keys to compare titles by
tokenizer       text -> the tokens of the index and of queries
latex           LaTeX markup -> plain text
script_table    traditional -> simplified characters, generated from OpenCC
regional_terms  computing terms of Taiwan and Hong Kong -> those of the mainland
display         text -> one printable line
"""
