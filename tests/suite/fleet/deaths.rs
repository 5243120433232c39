//! Workers, coordinators and servers that are killed, and connections that are cut: nothing is lost.

use super::{MINE, Server, Worker, begin, desk, ended_well, spoken, text, times, wait_until};
use crate::support::{random, wave};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::sleep;
use std::time::Duration;

fn from_environment(name: &str, usual: usize) -> usize {
    std::env::var(name).map_or(usual, |n| n.parse().unwrap())
}

/// SIGKILL to workers and to the coordinator at moments that a seed draws. A line is spoken once more for each kill that
/// can have hit it, and no more.
#[test]
fn nothing_is_lost_when_workers_and_coordinators_are_killed() {
    // Two are spoken at once; those before them may not be kept yet.
    const HELD: usize = 2 + 4;
    let Some(server) = Server::start("") else {
        return;
    };
    let kills = from_environment("DIGLOT_FLEET_KILLS", 4);
    let desk = desk(0.05, "deliveries = 50");
    let lines = 40 + kills * 10;
    desk.write("a.txt", text("mortal", lines));
    let start = || Worker::start_only(&desk, &server.url(), MINE);
    let mut workers: Vec<Worker> = (0..3).map(|_| start()).collect();
    let mut seed = 7;
    let building = || begin(&desk, &server.url(), "a.txt", "book", &["-q"]);
    let mut coordinator = building();
    let mut killed_workers = 0;
    for kill in 0..kills {
        sleep(Duration::from_secs_f64(0.2 + random(&mut seed)));
        match (random(&mut seed) * 4.0) as usize {
            3 if coordinator.try_wait().unwrap().is_none() => {
                coordinator.kill().unwrap();
                coordinator.wait().unwrap();
                coordinator = building();
            }
            _ => {
                let which = kill % workers.len();
                workers[which] = start();
                killed_workers += 1;
            }
        }
    }
    ended_well(coordinator);
    let times = times(&desk);
    assert_eq!(times.len(), lines + 1);
    let more: usize = times.values().map(|times| times - 1).sum();
    assert!(
        more <= killed_workers * HELD,
        "{more} lines spoken again after {killed_workers} kills"
    );
    let chapter = &desk.chapters("book")[0].0;
    assert!(wave(chapter).3 > 0);
}

#[test]
fn nothing_is_lost_when_the_server_is_killed_and_comes_back() {
    let Some(mut server) = Server::start("") else {
        return;
    };
    let restarts = from_environment("DIGLOT_FLEET_RESTARTS", 2);
    let desk = desk(0.05, "deliveries = 50");
    let lines = 60 + restarts * 30;
    desk.write("a.txt", text("patient", lines));
    let url = server.url();
    let _workers: Vec<Worker> = (0..2).map(|_| Worker::start(&desk, &url, MINE)).collect();
    let building = begin(&desk, &url, "a.txt", "book", &["-q"]);
    let mut seed = 11;
    for _ in 0..restarts {
        sleep(Duration::from_secs_f64(0.3 + random(&mut seed)));
        server.restart();
    }
    ended_well(building);
    let times = times(&desk);
    assert_eq!(times.len(), lines + 1);
    let more: usize = times.values().map(|times| times - 1).sum();
    assert!(more <= restarts * 2 * 20, "{more} lines spoken again");
}

/// Has a server remove a stream, as a person can with `nats stream rm`.
fn remove(url: &str, stream: &str) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let client = async_nats::connect(url).await.unwrap();
        let jetstream = async_nats::jetstream::new(client);
        jetstream.delete_stream(stream).await.unwrap();
    });
}

#[test]
fn what_is_removed_from_the_server_is_made_again_and_nothing_is_lost() {
    let Some(server) = Server::start("") else {
        return;
    };
    let desk = desk(0.1, "");
    desk.write("a.txt", text("removed", 60));
    let url = server.url();
    let _workers: Vec<Worker> = (0..2).map(|_| Worker::start(&desk, &url, MINE)).collect();
    let building = begin(&desk, &url, "a.txt", "book", &["-q"]);
    for (stream, spoken_before) in [
        ("diglot-dead", 5),
        ("OBJ_diglot-clips", 15),
        ("diglot-jobs", 30),
    ] {
        wait_until("lines are spoken", || spoken(&desk).len() >= spoken_before);
        remove(&url, stream);
    }
    ended_well(building);
    assert_eq!(times(&desk).len(), 61);
}

/// Passes connections on to a port, until they are cut.
struct Proxy {
    port: u16,
    open: Arc<Mutex<Vec<TcpStream>>>,
    ended: Arc<AtomicBool>,
    accepted: Arc<AtomicUsize>,
}

impl Proxy {
    fn start(to: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let open: Arc<Mutex<Vec<TcpStream>>> = Arc::default();
        let (ended, accepted) = (
            Arc::new(AtomicBool::new(false)),
            Arc::new(AtomicUsize::new(0)),
        );
        let (own, stop, count) = (open.clone(), ended.clone(), accepted.clone());
        std::thread::spawn(move || {
            for from in listener.incoming() {
                if stop.load(Ordering::Relaxed) {
                    return;
                }
                let (Ok(from), Ok(to)) = (from, TcpStream::connect(("127.0.0.1", to))) else {
                    continue;
                };
                count.fetch_add(1, Ordering::Relaxed);
                let pass = |mut from: TcpStream, mut to: TcpStream| {
                    std::thread::spawn(move || {
                        let _ = std::io::copy(&mut from, &mut to);
                        let _ = to.shutdown(std::net::Shutdown::Both);
                    });
                };
                pass(from.try_clone().unwrap(), to.try_clone().unwrap());
                pass(to.try_clone().unwrap(), from.try_clone().unwrap());
                own.lock().unwrap().extend([from, to]);
            }
        });
        Self {
            port,
            open,
            ended,
            accepted,
        }
    }

    fn cut(&self) {
        for stream in self.open.lock().unwrap().drain(..) {
            let _ = stream.shutdown(std::net::Shutdown::Both);
        }
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::Relaxed);
        let _ = TcpStream::connect(("127.0.0.1", self.port));
        self.cut();
    }
}

#[test]
fn a_connection_that_is_cut_is_made_again() {
    let Some(server) = Server::start("") else {
        return;
    };
    let proxy = Proxy::start(server.port);
    let desk = desk(0.05, "deliveries = 50");
    desk.write("a.txt", text("torn", 60));
    let through = format!("nats://127.0.0.1:{}", proxy.port);
    let _worker = Worker::start(&desk, &through, MINE);
    let building = begin(&desk, &through, "a.txt", "book", &["-q"]);
    for _ in 0..3 {
        sleep(Duration::from_millis(400));
        proxy.cut();
    }
    ended_well(building);
    assert_eq!(times(&desk).len(), 61);
    assert!(proxy.accepted.load(Ordering::Relaxed) > 2);
}
