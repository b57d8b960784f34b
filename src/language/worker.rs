//! A thread of its own for the encoder of each calling thread.
//!
//! The runtime spreads every product over a pool of threads. Documents are the better unit to spread: no waiting
//! inside a document, and nothing depends on how many threads there are. So each thread that analyses has a
//! companion, the only thread of a pool of one, in which everything runs in line. Waiting for the companion blocks
//! plainly: a caller inside some other pool does not start another document meanwhile and pile up stacks.

use super::structure::Structure;
use super::{Analysis, analyser, model::Model};
use rten::{RunOptions, ThreadPool};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

struct Job {
    text: Arc<str>,
    structure: Structure,
    reply: SyncSender<Analysis>,
}

struct Worker {
    /// `None` where no thread could be started: then the caller does the work.
    jobs: Option<SyncSender<Job>>,
}

thread_local! {
    static WORKER: Worker = Worker::start();
}

impl Worker {
    fn start() -> Self {
        let (jobs, queue) = sync_channel::<Job>(1);
        let thread = std::thread::Builder::new().name("language".into()).spawn(move || serve(&queue));
        Self { jobs: thread.ok().map(|_| jobs) }
    }
}

fn serve(queue: &Receiver<Job>) {
    let pool = Arc::new(ThreadPool::with_num_threads(1));
    let options = RunOptions::default().with_thread_pool(Some(pool.clone()));
    let model = Model::embedded();
    for Job { text, structure, reply } in queue {
        let analysis = pool.run(|| analyser::analyse(model, &text, structure, &options));
        // A caller that is gone needs no answer.
        let _ = reply.send(analysis);
    }
}

/// Analyses in the companion of this thread.
pub(super) fn analyse(text: &str, structure: Structure) -> Analysis {
    if structure.words.is_empty() {
        return Analysis::default();
    }
    WORKER.with(|worker| {
        let Some(jobs) = &worker.jobs else {
            return analyser::analyse(Model::embedded(), text, structure, &RunOptions::default());
        };
        let (reply, answer) = sync_channel(1);
        let job = Job { text: text.into(), structure, reply };
        jobs.send(job).expect("the companion lives as long as its thread");
        answer.recv().expect("analysing does not panic")
    })
}
