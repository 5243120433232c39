<?xml version="1.0" encoding="UTF-8"?>
<lexicon version="1.0" xmlns="http://www.w3.org/2005/01/pronunciation-lexicon" alphabet="ipa" xml:lang="en">
<lexeme><grapheme>Huang</grapheme><grapheme>Hwang</grapheme><alias prefer="true">Hwang</alias></lexeme>
<lexeme role="x:verb"><grapheme>read</grapheme><phoneme alphabet="x-sampa">r E d</phoneme></lexeme>
</lexicon>
