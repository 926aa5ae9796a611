//! Words that announce a value, and words that are none. All in folded form.

use std::collections::HashSet;
use std::sync::LazyLock;

/// A set of words.
type Words = LazyLock<HashSet<&'static str>>;

fn words(text: &'static str) -> HashSet<&'static str> {
    text.split_whitespace().collect()
}

/// Before a telephone number.
pub(super) static PHONE: Words = Words::new(|| {
    words(
        "tel telephone phone fone mobile mob cell cellphone call sms text txt whatsapp wa signal telegram viber \
        portable appel appeler appelez joindre telefon handy anruf telefono movil celular llamar ph gsm",
    )
});

/// Before a number that is no telephone's.
pub(super) static NO_PHONE: Words = Words::new(|| {
    words(
        "ref reference invoice inv facture fact rechnung factura order commande bestellung pedido dossier \
        contrat contract vertrag client customer kunde cliente account acct konto compte cuenta iban id no nr \
        receipt recu ticket booking reservation policy police membership kdnr pnr card carte eur usd",
    )
});

/// Before one or several persons, and before nothing else.
pub(super) static PERSONS: Words = Words::new(|| {
    words(
        "pax passenger passengers passager passagers passagere passageres traveller travellers traveler \
        travelers voyageur voyageurs voyageuse voyageuses guest guests pasajero pasajera pasajeros pasajeras \
        viajero viajeros reisender reisende reisenden passagier passagiere fahrgast nom noms name names nombre \
        nombres namen beneficiary beneficiaire passeggero passeggeri",
    )
});

/// Before a person only where names are written as names, or after a word for a journey.
pub(super) static FOR: Words = Words::new(|| words("for pour para fur"));

/// A journey or a place on one, before a word of [`FOR`].
pub(super) static JOURNEYS: Words = Words::new(|| {
    words(
        "ticket tickets billet billets billete billetes boleto boletos fahrkarte fahrkarten flug fluge flight \
        flights vol vols vuelo vuelos fare fares train bus coach travel voyage viaje reise trip seat seats \
        booking bookings booked reservation reservations reserva reservas buchung visa visas passage room \
        chambre hotel",
    )
});

/// Titles, which are no part of a name.
pub(super) static TITLES: Words = Words::new(|| {
    words(
        "m mr mrs ms miss mstr dr mme mlle monsieur madame mademoiselle herr frau sr sra srta senor senora chd \
        inf adt prof sheikh hajj",
    )
});

/// Between two persons.
pub(super) static AND: Words = Words::new(|| words("and et und y e with avec con mit plus"));

/// Words that end a name: they stand beside persons on tickets and in payments, and name nobody.
pub(super) static NO_NAME: Words = Words::new(|| {
    words(
        "one way return single round trip roundtrip ticket tickets billet billets billete boleto flight flights \
        vol vols vuelo flug train bus coach ferry hotel room chambre economy business class classe adult \
        adults adulte adultes child children enfant enfants infant seat siege bag bags baggage bagage luggage \
        departure arrival depart arrivee dep arr date night nights nuit nuits aller retour simple ida vuelta \
        hin ruckflug airport aeroport travel voyage reise viaje transfer transfert booking reservation ref \
        reference fare fee fees frais tax taxes payment paiement pago zahlung invoice facture rechnung factura \
        order commande visa visas insurance assurance rent loyer food school ecole medical gift cadeau deposit \
        acompte balance solde services service goods purchase achat sale vente family famille friend friends \
        ami amis wedding mariage funeral birthday anniversaire help aide support loan pret release liberation \
        donation don salary salaire wages work travail person persons personne personnes people group groupe \
        month mois week semaine year annee card carte account compte bank banque tel phone email mail code \
        number numero id passport passeport the of in on at by to from via my our his her their your this all \
        le la les des du un une au aux sur par mon ma mes son sa ses notre nos leur leurs der die das den mein \
        meine nach desde hasta mi mis su sus en a los las for pour para fur january february march april june \
        july august september october november december janvier fevrier mars avril mai juin juillet aout \
        septembre octobre novembre decembre jan feb mar apr jun jul aug sep oct nov dec",
    )
});

/// The word before a place in a text, across blanks and signs.
pub(super) fn before(text: &str, at: usize) -> Option<String> {
    let trimmed = text[..at].trim_end_matches(|c: char| {
        c.is_whitespace() || matches!(c, ':' | '.' | '#' | '=' | '°' | 'º' | '(' | '-' | '+')
    });
    let word: String = trimmed.chars().rev().take_while(|c| c.is_alphabetic()).collect();
    (!word.is_empty()).then(|| word.chars().rev().collect())
}
