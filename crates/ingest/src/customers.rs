//! The customers file: one row per account and holder.

use crate::fold::fold;
use crate::mapping::Mapping;
use crate::sheet::{Sheet, SheetRow};
use redflag_model::{Currency, Customer, Customers, HolderKind, ReadError, money, nearest, time};
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::path::Path;

/// Columns that are read; `account` must be there.
const COLUMNS: [&str; 13] = [
    "account",
    "customer",
    "name",
    "holder_kind",
    "opened",
    "declared_income",
    "income_currency",
    "sector",
    "home_place",
    "attested_survivor",
    "address",
    "phone",
    "email",
];

/// Reads customers files. Rows of one account are its joint holders, told apart by customer number, else by name; a row that comes again counts once.
/// Accounts are written as the mapping has those of the transactions.
///
/// The files are CSV with a header in the dialect of transaction exports: `account`, and where known `customer, name, holder_kind, opened,
/// declared_income` (of a month, with `income_currency`)`, sector, home_place, attested_survivor, address, phone, email`. Other columns are
/// not read.
///
/// # Errors
/// [`ReadError`] with file, line and column where a file can't be read or a value not understood. No row is left out in silence: a lost row could
/// be a survivor's.
pub fn open_customers<P: AsRef<Path>>(paths: &[P], mapping: &Mapping) -> Result<Customers, ReadError> {
    let mut book = Book::of(mapping);
    for path in paths {
        book.take(&Sheet::open(path.as_ref(), &COLUMNS)?)?;
    }
    Ok(book.customers)
}

/// Reads a customers file from memory; `name` stands in messages.
///
/// # Errors
/// As [`open_customers`].
pub fn parse_customers(name: &str, text: &str) -> Result<Customers, ReadError> {
    let mut book = Book::of(&Mapping::canonical());
    book.take(&Sheet::parse(Path::new(name), text, &COLUMNS)?)?;
    Ok(book.customers)
}

/// Customers read so far.
struct Book {
    customers: Customers,
    /// What each holder of an account was said to be, and where.
    holders: HashMap<(Box<str>, Box<str>), (Customer, String)>,
    /// Accounts lose blanks and become upper case, as in the transactions.
    iban: bool,
}

impl Book {
    fn of(mapping: &Mapping) -> Self {
        Self {
            customers: Customers::default(),
            holders: HashMap::new(),
            iban: mapping.iban,
        }
    }

    fn take(&mut self, sheet: &Sheet) -> Result<(), ReadError> {
        let places = Places::of(sheet)?;
        for row in &sheet.rows {
            let Some(account) = row.text(Some(places.account)) else {
                return Err(sheet.wrong(
                    row,
                    places.account,
                    "the row names no account",
                    "fill it, or leave the row out",
                ));
            };
            let customer = places.customer(sheet, row)?;
            self.hold(self.written(account), customer, (sheet, row, places.account))?;
        }
        self.customers.files.push(sheet.report("customers", &COLUMNS));
        Ok(())
    }

    /// The account as transactions have it.
    fn written(&self, account: &str) -> Box<str> {
        if self.iban {
            let compact: String = account.split_whitespace().collect();
            return compact.to_ascii_uppercase().into();
        }
        account.into()
    }

    /// Adds a holder; the same again changes nothing, and the same with other contents is a contradiction.
    fn hold(
        &mut self,
        account: Box<str>,
        customer: Customer,
        (sheet, row, column): (&Sheet, &SheetRow, usize),
    ) -> Result<(), ReadError> {
        match self.holders.entry((account.clone(), identity(&customer))) {
            Entry::Occupied(known) if known.get().0 == customer => return Ok(()),
            Entry::Occupied(known) => {
                let message = format!("this row says otherwise than {} of the same holder", known.get().1);
                let hint = "keep the row that is right; joint holders differ in `customer`, or in `name`";
                return Err(sheet.wrong(row, column, message, hint));
            }
            Entry::Vacant(new) => new.insert((customer.clone(), sheet.place(row))),
        };
        match self.customers.accounts.entry(account) {
            Entry::Vacant(new) => {
                new.insert(customer);
            }
            Entry::Occupied(mut known) => known.get_mut().join(customer),
        }
        Ok(())
    }
}

/// What tells one holder of an account from another: the customer number, else the name.
fn identity(customer: &Customer) -> Box<str> {
    match (customer.customers.first(), customer.names.first()) {
        (Some(number), _) => format!("number {number}").into(),
        (None, Some(name)) => format!("name {}", fold(name)).into(),
        (None, None) => Box::default(),
    }
}

/// Where each column stands.
struct Places {
    account: usize,
    others: [Option<usize>; COLUMNS.len()],
}

impl Places {
    fn of(sheet: &Sheet) -> Result<Self, ReadError> {
        let others = COLUMNS.map(|name| sheet.column(name));
        if let Some(account) = others[0] {
            return Ok(Self { account, others });
        }
        let near = nearest("account", sheet.header.iter().map(String::as_str));
        let hint = near.map_or_else(
            || format!("name the columns as in: {}", COLUMNS.join(", ")),
            |near| format!("call `{near}` `account`"),
        );
        Err(crate::input::unreadable(&sheet.path, "no column is called `account`")
            .at_line(1)
            .with_hint(hint))
    }

    fn at(&self, name: &str) -> Option<usize> {
        let at = COLUMNS.iter().position(|known| *known == name)?;
        self.others[at]
    }

    fn customer(&self, sheet: &Sheet, row: &SheetRow) -> Result<Customer, ReadError> {
        let text = |name: &str| row.text(self.at(name));
        let one = |name: &str| text(name).map(Into::into).into_iter().collect();
        Ok(Customer {
            customers: one("customer"),
            names: one("name"),
            kind: self.read(
                sheet,
                row,
                "holder_kind",
                "write person, business, charity or public",
                kind,
            )?,
            opened: self.read(sheet, row, "opened", "write the day as 2024-05-31", day)?,
            income: self.income(sheet, row)?.into_iter().collect(),
            sector: text("sector").map(Into::into),
            home_place: text("home_place").map(Into::into),
            attested_survivor: self.read(sheet, row, "attested_survivor", "write true or false", truth)?,
            contacts: contacts(text("address"), text("phone"), text("email")),
        })
    }

    fn read<T>(
        &self,
        sheet: &Sheet,
        row: &SheetRow,
        name: &str,
        hint: &str,
        read: fn(&str) -> Option<T>,
    ) -> Result<Option<T>, ReadError> {
        let column = self.at(name);
        let Some((column, text)) = column.zip(row.text(column)) else {
            return Ok(None);
        };
        match read(text) {
            Some(value) => Ok(Some(value)),
            None => Err(sheet.wrong(row, column, format!("`{text}` is not understood"), hint)),
        }
    }

    fn income(&self, sheet: &Sheet, row: &SheetRow) -> Result<Option<(i64, Currency)>, ReadError> {
        let column = self.at("declared_income");
        let Some((column, text)) = column.zip(row.text(column)) else {
            return Ok(None);
        };
        let currency = self.read(
            sheet,
            row,
            "income_currency",
            "write a code of ISO 4217 such as EUR",
            currency,
        )?;
        let Some(currency) = currency else {
            let hint = "fill `income_currency` beside it";
            return Err(sheet.wrong(row, column, "an income without a currency", hint));
        };
        match money::parse(text, currency.exponent()) {
            Ok(minor) => Ok(Some((minor, currency))),
            Err(_) => Err(sheet.wrong(
                row,
                column,
                format!("`{text}` is no amount of {currency}"),
                "write it as 2300.00",
            )),
        }
    }
}

fn kind(text: &str) -> Option<HolderKind> {
    let text = fold(text);
    let known = HolderKind::from_name(&text);
    known.or(match text.as_str() {
        "personne" | "individual" | "individu" | "particulier" | "naturalperson" | "retail" => Some(HolderKind::Person),
        "company" | "entreprise" | "corporate" | "societe" | "professionnel" => Some(HolderKind::Business),
        "npo" | "ngo" | "association" | "obnl" | "ong" => Some(HolderKind::Charity),
        "state" | "etat" | "administration" | "government" => Some(HolderKind::Public),
        _ => None,
    })
}

fn day(text: &str) -> Option<i64> {
    Some(time::parse_day(text.get(..10).unwrap_or(text))? * time::DAY)
}

fn truth(text: &str) -> Option<bool> {
    match fold(text).as_str() {
        "true" | "yes" | "y" | "1" | "oui" | "o" | "vrai" => Some(true),
        "false" | "no" | "n" | "0" | "non" | "faux" => Some(false),
        _ => None,
    }
}

fn currency(text: &str) -> Option<Currency> {
    Currency::from_code(&text.to_ascii_uppercase())
}

/// Contacts in a form that can be compared: letters and digits of an address, digits of a telephone number from its end, an e-mail in lower case.
fn contacts(address: Option<&str>, phone: Option<&str>, email: Option<&str>) -> Vec<Box<str>> {
    let address = address.map(fold);
    let phone = phone.map(|text| text.chars().filter(char::is_ascii_digit).collect::<String>());
    // Nine digits tell a number with its country in front from the same without.
    let phone = phone.map(|digits| digits[digits.len().saturating_sub(9)..].to_owned());
    let email = email.map(str::to_lowercase);
    let marked = [("address", address, 6), ("phone", phone, 6), ("email", email, 4)];
    let mut contacts: Vec<Box<str>> = marked
        .into_iter()
        .filter_map(|(kind, text, shortest)| {
            let text = text.filter(|text| text.chars().count() >= shortest)?;
            Some(format!("{kind} {text}").into())
        })
        .collect();
    contacts.sort_unstable();
    contacts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Customers, ReadError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("customers.csv");
        std::fs::write(&path, text).unwrap();
        open_customers(&[path], &Mapping::canonical())
    }

    #[test]
    fn a_file_of_customers_is_read_in_any_dialect() {
        let customers = read(
            "\u{feff}Account;Customer;holder_kind;opened;declared_income;income_currency;attested_survivor;phone;note\n\
             A;C1;Particulier;2024-05-31;2300;eur;oui;+33 6 11 22 33 44;x\nA;C2;person;2020-01-01;100.50;EUR;;0611223344;\n\"B;1\";;;;;;;;\n",
        )
        .unwrap();
        let joint = customers.get("A").unwrap();
        assert_eq!(joint.customers, ["C1".into(), "C2".into()]);
        assert_eq!(joint.kind, Some(HolderKind::Person));
        assert_eq!(joint.income.iter().map(|income| income.0).sum::<i64>(), 240_050);
        assert_eq!(joint.attested_survivor, Some(true));
        assert_eq!(joint.contacts, ["phone 611223344".into()]);
        assert_eq!(joint.opened, time::parse_day("2020-01-01").map(|day| day * time::DAY));
        assert_eq!(customers.get("B;1"), Some(&Customer::default()));
        assert_eq!(
            (customers.files[0].rows, customers.files[0].kind.as_str()),
            (3, "customers")
        );
    }

    #[test]
    fn what_is_not_understood_is_an_error_with_its_place() {
        let error = |text: &str| read(text).unwrap_err().to_string();
        assert!(error("acount,name\nA,B\n").contains("call `acount` `account`"));
        let told = error("account,holder_kind\nA,person\nB,robot\n");
        assert!(told.contains("customers.csv:3:2: `robot` is not understood"), "{told}");
        assert!(told.contains("write person, business"), "{told}");
        assert!(error("account,declared_income\nA,12\n").contains("without a currency"));
        assert!(error("account,opened\nA,31/05/2024\n").contains("2024-05-31"));
        assert!(error("account,name\nA\n").contains(":2: 1 fields where the header has 2"));
        assert!(error("account,name\n,B\n").contains("names no account"));
        assert!(error("").contains("empty"));
        assert!(error("account,name,Account\nA,B,A\n").contains("`account` occurs twice"));
    }

    #[test]
    fn one_holder_is_said_to_be_one_thing() {
        let head = "account,customer,name,declared_income,income_currency\n";
        let twice = read(&format!("{head}A,C1,Ada Lind,100,EUR\nA,C1,Ada Lind,100.00,EUR\n")).unwrap();
        assert_eq!(twice.get("A").unwrap().income, [(10_000, Currency::EUR)]);
        let joint = read(&format!("{head}A,,Ada Lind,100,EUR\nA,,Bo Ek,50,EUR\n")).unwrap();
        assert_eq!(joint.get("A").unwrap().income.len(), 2);
        let told = read(&format!("{head}A,,Ada Lind,100,EUR\nB,,,,\nA,,ADA  LIND,200,EUR\n")).unwrap_err();
        assert_eq!((told.line, told.column), (Some(4), Some(1)));
        assert!(told.message.contains("customers.csv:2"), "{told}");
    }

    #[test]
    fn accounts_are_written_as_in_the_transactions() {
        let bank = Mapping::parse("bank.toml", "format = 1\nname = \"bank\"\niban = true\n").unwrap();
        let mut book = Book::of(&bank);
        let text = "account,remark,sector\nfr76 3000 6000,x,bakery\n";
        book.take(&Sheet::parse(Path::new("c.csv"), text, &COLUMNS).unwrap())
            .unwrap();
        assert!(book.customers.get("FR7630006000").is_some());
        assert_eq!(book.customers.files[0].unread, ["remark"]);
    }
}
