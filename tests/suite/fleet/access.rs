//! The ways in which a server lets us in: a token, an NKey, a user over TLS.

use super::{MINE, Server, Worker, build, desk, text};

/// A key made for these tests: its seed, and what a server knows of it.
const SEED: &str = "SUAGCIDLMV4SAZTPOIQHI2DFEB2GK43UOMQG6ZRAMRUWO3DPOQXC4LUDCM";
const PUBLIC: &str = "UDCN7PMRP6MIZIFHDSSXDOOD7AGQSJPADG5SPBJD2SVIMIEH2WVGHH7A";
const TOKEN: &str = "t0ken-0f-the-queue";
const PASSWORD: &str = "pa55-w0rd-0f-the-queue";

/// Whether a book comes to be, and what is said of it, with a worker that is let in in the same way.
fn book(url: &str, queue: &str, files: &[(&str, &str)]) -> (bool, String) {
    let desk = desk(0.0, queue);
    for (name, content) in files {
        desk.write(name, content);
    }
    desk.write("a.txt", text("shy", 2));
    let _worker = Worker::start(&desk, url, MINE);
    let run = build(&desk, url, "a.txt", "book", &[]);
    let said = run.stderr + &desk.read("worker.log");
    for secret in [SEED, TOKEN, PASSWORD] {
        assert!(!said.contains(secret), "{said}");
    }
    (run.code == 0, said)
}

#[test]
fn a_token_lets_in() {
    let Some(server) = Server::start(&format!("authorization {{ token: \"{TOKEN}\" }}")) else {
        return;
    };
    let (made, said) = book(&server.url(), "token_file = \"token\"", &[("token", TOKEN)]);
    assert!(made, "{said}");
    let (made, said) = book(
        &server.url(),
        "token_file = \"token\"",
        &[("token", "another")],
    );
    assert!(!made && said.contains("does not let us in"), "{said}");
}

#[test]
fn an_address_that_says_who_we_are_lets_in() {
    let [user, token] = [
        format!("authorization {{ user: ann, password: \"{PASSWORD}\" }}"),
        format!("authorization {{ token: \"{TOKEN}\" }}"),
    ];
    let password = PASSWORD.replace('w', "%77");
    for (lets_in, who) in [(user, format!("ann:{password}")), (token, TOKEN.into())] {
        let Some(server) = Server::start(&lets_in) else {
            return;
        };
        let url = server.url();
        let (made, said) = book(&url.replace("://", &format!("://{who}@")), "", &[]);
        assert!(made, "{said}");
        let (made, said) = book(&url.replace("://", &format!("://{who}x@")), "", &[]);
        assert!(!made && said.contains("does not let us in"), "{said}");
    }
}

#[test]
fn an_nkey_lets_in() {
    let users = format!("authorization {{ users: [ {{ nkey: {PUBLIC} }} ] }}");
    let Some(server) = Server::start(&users) else {
        return;
    };
    let (made, said) = book(&server.url(), "nkey_file = \"ann.nk\"", &[("ann.nk", SEED)]);
    assert!(made, "{said}");
}

#[test]
fn a_server_with_tls_is_trusted_by_its_authority_alone() {
    let made = rcgen::generate_simple_self_signed(vec!["localhost".into()]).unwrap();
    let (certificate, key) = (made.cert.pem(), made.signing_key.serialize_pem());
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).display().to_string();
    std::fs::write(at("server.pem"), &certificate).unwrap();
    std::fs::write(at("server.key"), key).unwrap();
    let Some(server) = Server::start(&format!(
        "tls {{ cert_file: \"{}\", key_file: \"{}\" }}\nauthorization {{ user: ann, password: \"{PASSWORD}\" }}",
        at("server.pem"),
        at("server.key")
    )) else {
        return;
    };
    let url = format!("tls://localhost:{}", server.port);
    let who = "user = \"ann\"\npassword_file = \"password\"\n";
    let files = [("password", PASSWORD), ("ca.pem", &certificate)];
    let (made, said) = book(&url, &format!("{who}ca_file = \"ca.pem\""), &files);
    assert!(made, "{said}");
    let (made, said) = book(&url, who, &files);
    assert!(!made && said.contains("ca_file under [queue]"), "{said}");
}
