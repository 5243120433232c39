//! The podcast feed as `book.toml` sets it up, under `[podcast]`.

use crate::spelling::closest;
use serde::Deserialize;
use url::Url;

/// What is an episode.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Episodes {
    /// Each chapter.
    #[default]
    Chapter,
    /// The whole book.
    Book,
}

/// The podcast feed, `[podcast]` in `book.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Podcast {
    /// Where the folder `podcast/` will lie, as `https://example.org/ferry/`.
    pub url: String,
    /// The show's page; the same as `url` if empty.
    pub link: String,
    /// Where its owner can be reached.
    pub email: String,
    /// A category of Apple Podcasts, or one of those within them.
    pub category: String,
    /// Whether it is for adults only.
    pub explicit: bool,
    /// What is an episode.
    pub episodes: Episodes,
    /// The ids of those who lead through the talk; by default who asks.
    pub hosts: Vec<String>,
}

impl Default for Podcast {
    fn default() -> Self {
        Self {
            url: String::new(),
            link: String::new(),
            email: String::new(),
            category: "Arts".into(),
            explicit: false,
            episodes: Episodes::default(),
            hosts: Vec::new(),
        }
    }
}

impl Podcast {
    /// The first thing that cannot be so: the key that it stands under, and what is wrong with it.
    pub fn mistake(&self) -> Option<(&'static str, String)> {
        let addresses = [("url", &self.url), ("link", &self.link)];
        for (key, address) in addresses.into_iter().filter(|(_, a)| !a.is_empty()) {
            if let Some(what) = wrong_address(address) {
                return Some((key, what));
            }
        }
        if let Some(what) = wrong_folder(&self.url) {
            return Some(("url", what));
        }
        let parts = self.email.split_once('@');
        let is_mail = parts.is_some_and(|(name, host)| !name.is_empty() && host.contains('.'));
        if !self.email.is_empty() && (!is_mail || self.email.contains(char::is_whitespace)) {
            let what = format!("`{}` is no mail address, as mara@example.org", self.email);
            return Some(("email", what));
        }
        if category(&self.category).is_none() {
            let like = closest(&self.category, categories());
            let hint = match like {
                Some(like) => format!("Did you mean \"{like}\"?"),
                None => format!(
                    "It is one of {}, or of those within them",
                    main_categories()
                ),
            };
            let what = format!(
                "Apple Podcasts has no category \"{}\". {hint}",
                self.category
            );
            return Some(("category", what));
        }
        None
    }
}

/// What is wrong with an address on the web, if anything is.
fn wrong_address(address: &str) -> Option<String> {
    let web = address.starts_with("https://") || address.starts_with("http://");
    if !web {
        return Some(format!(
            "`{address}` is no address: it begins with https://"
        ));
    }
    if address.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return Some(format!(
            "`{address}` has a blank in it; in an address that is written %20"
        ));
    }
    match Url::parse(address) {
        Ok(url) if url.host_str().is_some() => None,
        Ok(_) => Some(format!("`{address}` names no server")),
        Err(error) => Some(format!("`{address}` is no address ({error})")),
    }
}

/// What is wrong with the address of the folder, if anything is.
fn wrong_folder(address: &str) -> Option<String> {
    if address.contains(['?', '#']) {
        return Some("the address of a folder has neither ? nor # in it".into());
    }
    let folder = address.strip_suffix("feed.xml")?;
    Some(format!(
        "this is where the folder podcast/ will lie, not the feed in it: write \"{folder}\""
    ))
}

/// The categories of Apple Podcasts ("Apple Podcasts categories", podcasters.apple.com), each with
/// those within it.
#[rustfmt::skip]
const CATEGORIES: [(&str, &[&str]); 19] = [
    ("Arts", &["Books", "Design", "Fashion & Beauty", "Food", "Performing Arts", "Visual Arts"]),
    ("Business", &["Careers", "Entrepreneurship", "Investing", "Management", "Marketing", "Non-Profit"]),
    ("Comedy", &["Comedy Interviews", "Improv", "Stand-Up"]),
    ("Education", &["Courses", "How To", "Language Learning", "Self-Improvement"]),
    ("Fiction", &["Comedy Fiction", "Drama", "Science Fiction"]),
    ("Government", &[]),
    ("Health & Fitness", &["Alternative Health", "Fitness", "Medicine", "Mental Health", "Nutrition", "Sexuality"]),
    ("History", &[]),
    ("Kids & Family", &["Education for Kids", "Parenting", "Pets & Animals", "Stories for Kids"]),
    ("Leisure", &["Animation & Manga", "Automotive", "Aviation", "Crafts", "Games", "Hobbies", "Home & Garden",
        "Video Games"]),
    ("Music", &["Music Commentary", "Music History", "Music Interviews"]),
    ("News", &["Business News", "Daily News", "Entertainment News", "News Commentary", "Politics", "Sports News",
        "Tech News"]),
    ("Religion & Spirituality", &["Buddhism", "Christianity", "Hinduism", "Islam", "Judaism", "Religion", "Spirituality"]),
    ("Science", &["Astronomy", "Chemistry", "Earth Sciences", "Life Sciences", "Mathematics", "Natural Sciences",
        "Nature", "Physics", "Social Sciences"]),
    ("Society & Culture", &["Documentary", "Personal Journals", "Philosophy", "Places & Travel", "Relationships"]),
    ("Sports", &["Baseball", "Basketball", "Cricket", "Fantasy Sports", "Football", "Golf", "Hockey", "Rugby", "Running",
        "Soccer", "Swimming", "Tennis", "Volleyball", "Wilderness", "Wrestling"]),
    ("TV & Film", &["After Shows", "Film History", "Film Interviews", "Film Reviews", "TV Reviews"]),
    ("Technology", &[]),
    ("True Crime", &[]),
];

/// A category by its name: the main one and, if it is one within it, that one.
pub fn category(name: &str) -> Option<(&'static str, Option<&'static str>)> {
    CATEGORIES.iter().find_map(|(main, within)| {
        if *main == name {
            return Some((*main, None));
        }
        let within = within.iter().find(|within| **within == name)?;
        Some((*main, Some(*within)))
    })
}

fn categories() -> impl Iterator<Item = &'static str> {
    let all = CATEGORIES.iter();
    all.flat_map(|(main, within)| std::iter::once(*main).chain(within.iter().copied()))
}

fn main_categories() -> String {
    CATEGORIES.map(|(main, _)| main).join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mistake(change: impl FnOnce(&mut Podcast)) -> Option<(&'static str, String)> {
        let mut podcast = Podcast::default();
        change(&mut podcast);
        podcast.mistake()
    }

    #[test]
    fn addresses_are_those_of_folders() {
        for url in [
            "",
            "https://example.org/ferry/",
            "https://example.org:8443/%E7%81%AF",
            "http://127.0.0.1/",
        ] {
            assert_eq!(mistake(|p| p.url = url.into()), None, "{url}");
        }
        for (url, word) in [
            ("example.org", "begins with https://"),
            ("https://", "is no address"),
            ("https://exa mple.org/", "%20"),
            ("https://example.org/?show=1", "neither ?"),
            (
                "https://example.org/ferry/feed.xml",
                "write \"https://example.org/ferry/\"",
            ),
        ] {
            let (key, what) = mistake(|p| p.url = url.into()).unwrap();
            assert!(key == "url" && what.contains(word), "{url}: {what}");
        }
        for email in ["mara", "mara@", "@example.org", "a b@example.org"] {
            assert_eq!(mistake(|p| p.email = email.into()).unwrap().0, "email");
        }
        assert_eq!(mistake(|p| p.email = "mara@example.org".into()), None);
    }

    #[test]
    fn categories_are_apples() {
        assert_eq!(
            category("Language Learning"),
            Some(("Education", Some("Language Learning")))
        );
        assert_eq!(category("True Crime"), Some(("True Crime", None)));
        for (name, word) in [
            ("Society and Culture", "Did you mean \"Society & Culture\"?"),
            ("art", "Did you mean \"Arts\"?"),
            ("Lighthouses", "one of Arts, Business"),
        ] {
            let (key, what) = mistake(|p| p.category = name.into()).unwrap();
            assert!(key == "category" && what.contains(word), "{name}: {what}");
        }
    }
}
