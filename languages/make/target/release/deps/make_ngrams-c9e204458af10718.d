/work/w-languages/languages/make/target/release/deps/make_ngrams-c9e204458af10718.d: src/main.rs src/counts.rs src/model.rs src/sources.rs

/work/w-languages/languages/make/target/release/deps/make_ngrams-c9e204458af10718: src/main.rs src/counts.rs src/model.rs src/sources.rs

src/main.rs:
src/counts.rs:
src/model.rs:
src/sources.rs:
