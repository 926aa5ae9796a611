use redflag_ingest::{Ledger, LedgerOptions, Mapping};
use redflag_model::*;
use redflag_scan::Scanner;
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let plan = match redflag_rules::Pack::builtin().compile() {
        Ok(p) => p,
        Err(e) => {
            eprintln!("{e}");
            std::process::exit(2)
        }
    };
    if a[1] == "cases" {
        let mut bad = 0;
        let mut n = 0;
        for f in std::fs::read_dir("crates/rules/indicators")
            .unwrap()
            .flat_map(|d| std::fs::read_dir(d.unwrap().path()).unwrap())
        {
            let dir = f.unwrap().path();
            let toml = std::fs::read_to_string(dir.join("indicator.toml")).unwrap();
            let id = toml
                .lines()
                .find(|l| l.starts_with("id "))
                .unwrap()
                .split('"')
                .nth(1)
                .unwrap()
                .to_owned();
            let plan = redflag_rules::Pack::builtin().only([id.as_str()]).compile().unwrap();
            let text = std::fs::read_to_string(dir.join("cases.csv")).unwrap();
            let mut lines = text.lines();
            let head = lines.next().unwrap();
            let head2 = head.splitn(3, ',').nth(2).unwrap();
            let mut groups: std::collections::BTreeMap<(String, String), String> = Default::default();
            for l in lines {
                let mut p = l.splitn(3, ',');
                let (c, e, r) = (p.next().unwrap(), p.next().unwrap(), p.next().unwrap());
                groups
                    .entry((c.to_owned(), e.to_owned()))
                    .or_insert_with(|| format!("{head2}\n"))
                    .push_str(&format!("{r}\n"));
            }
            for ((c, e), csv) in groups {
                n += 1;
                let path = std::env::temp_dir().join("case.csv");
                std::fs::write(&path, &csv).unwrap();
                let ledger = Ledger::open(&[path], &Mapping::canonical()).unwrap();
                let out = Scanner::new(&plan).threads(1).scan(&ledger).unwrap();
                let got = out.findings.iter().any(|f| f.indicator == id);
                if got != (e == "flag") {
                    bad += 1;
                    println!(
                        "{id} {c}: expected {e}, found {:?}; rejects {:?}",
                        out.findings.len(),
                        out.rejects.first()
                    );
                }
            }
        }
        println!("{n} cases, {bad} wrong");
        return;
    }
    let mapping = if a.len() > 2 {
        Mapping::open(std::path::Path::new(&a[2]))
            .or_else(|_| Mapping::builtin(&a[2]))
            .unwrap()
    } else {
        Mapping::canonical()
    };
    let t = std::time::Instant::now();
    let ledger = Ledger::open(&[std::path::PathBuf::from(&a[1])], &mapping).unwrap_or_else(|e| {
        eprintln!("{e}");
        std::process::exit(3)
    });
    let threads = a.get(3).map_or(2, |s| s.parse().unwrap());
    let out = Scanner::new(&plan).threads(threads).scan(&ledger).unwrap_or_else(|e| {
        eprintln!("{e}");
        std::process::exit(3)
    });
    eprintln!(
        "{:?} rows {} rejected {:?} findings {} cases {}",
        t.elapsed(),
        out.read.rows_screened,
        out.read.rejected,
        out.findings.len(),
        out.cases.len()
    );
    for v in &out.verdicts {
        eprintln!(
            "{} {:?} {} {} {:?}",
            v.indicator, v.verdict, v.findings, v.subjects, v.reasons
        );
    }
    if std::env::var("SHOW").is_ok() {
        for f in &out.findings {
            println!("{} {}", f.subject, f.indicator);
        }
        for c in out.cases.iter().take(5) {
            println!("{:#?}", c);
        }
    }
    let _ = LedgerOptions::default();
}
