namespace SegmentationService.Core.Features;

/// <summary>The words by which names of columns tell what the column is, in the languages of usual exports. Lower-case, without accents.</summary>
internal static class ColumnWords
{
    /// <summary>A name that ends in one of these names something, and measures nothing.</summary>
    public static readonly HashSet<string> Identifiers = Of(
        "id ids uid guid uuid pk no nr num nbr number nummer numero key code codigo codice kennung index idx row rownum seq sequence unnamed "
        + "iban bic swift ssn sin nino tin ein vat nif dni cpf cnpj passport licence license plate vin imei imsi ip sku ean upc gtin isbn asin barcode serial reference ref hash token");

    /// <summary>A name that holds one of these tells how to reach somebody.</summary>
    public static readonly HashSet<string> Contacts = Of("phone telephone telefon telefono telefone tel mobile mobil movil cellphone cellulare celular handy fax email mail");

    /// <summary>Names that begin so number what follows: <c>ID Kunde</c>, <c>code client</c>.</summary>
    public static readonly HashSet<string> IdentifierBeginnings = Of("id numero codigo codice");

    /// <summary>Names that begin so measure what follows: <c>number of codes</c>, <c>days since email</c>.</summary>
    public static readonly HashSet<string> Measures = Of(
        "number num no nb nbr count n anzahl nombre total sum avg average mean median min max rate pct percent share ratio days months years hours minutes seconds time times");

    /// <summary>A whole number after one of these is a key of another table, also where nothing shows where the word ends: <c>CLIENTNUM</c>.</summary>
    public static readonly string[] Owners = ["client", "cust", "customer", "order", "account", "acct", "member", "card", "policy", "invoice", "user", "store", "emp", "employee", "product", "item", "loyalty", "contact", "lead", "deal", "company"];

    /// <summary>See <see cref="Owners"/>.</summary>
    public static readonly string[] OwnedEndings = ["num", "no", "id", "nr", "key", "code"];

    /// <summary>Long endings that no other word has, so that it need not show where they begin: <c>ORDERNUMBER</c>.</summary>
    public static readonly string[] IdentifierEndings = ["number", "nummer", "phone", "telefon", "iban"];

    /// <summary>Names that no rule finds: what mailing lists call their subscribers.</summary>
    public static readonly HashSet<string> KnownIdentifiers = Of("leid euid");

    /// <summary>A name that holds one of these tells a place.</summary>
    public static readonly HashSet<string> Places = Of(
        "zip zipcode postcode postal postalcode plz postleitzahl cep lat latitude lng lon longitude gmtoff dstoff timezone tz utcoffset fips geohash easting northing areacode breitengrad langengrad latitud longitud");

    /// <summary>A name that ends in one of these tells a year.</summary>
    public static readonly HashSet<string> Years = Of("year yr jahr annee ano anno vintage yob cohort geburtsjahr baujahr");

    /// <summary>Words beside which whole numbers such as 2019 are years.</summary>
    public static readonly HashSet<string> YearHints = Of("since joined birth born cohort built season model registered enrolled geburt desde depuis seit");

    /// <summary>Parts of a year or a day that come again, with the largest number of each.</summary>
    public static readonly IReadOnlyDictionary<string, int> Cycles = new (int Largest, string Names)[]
    {
        (12, "month monat mois mes mese"),
        (4, "quarter qtr quartal trimestre"),
        (2, "semester"),
        (53, "week woche semaine semana"),
        (7, "weekday dow wochentag"),
        (31, "day tag jour dia"),
        (24, "hour stunde"),
    }.SelectMany(cycle => cycle.Names.Split(' ').Select(name => (name, cycle.Largest))).ToDictionary(cycle => cycle.name, cycle => cycle.Largest);

    /// <summary>Before one of <see cref="Cycles"/> these make it a span: <c>orders per month</c>.</summary>
    public static readonly HashSet<string> Spans = Of("per last this past prior previous current next each every pro par por a each avg mean");

    /// <summary>Words of days: beside them a number of spreadsheet days is one.</summary>
    public static readonly HashSet<string> Days = Of("date dt datum fecha birthday birth dob since joined registered signup enrolled created updated modified opened seen login expires expiry");

    /// <summary>Words of moments: beside them, and those of <see cref="Days"/>, a number of seconds since 1970 is one.</summary>
    public static readonly HashSet<string> Moments = Of("time timestamp ts datetime at visit data epoch unix start end begin valid");

    /// <summary>Spans of time: a name that ends in one measures, and is no moment.</summary>
    public static readonly HashSet<string> Durations = Of("days months years hours minutes seconds weeks duration age tage monate jahre");

    /// <summary>What a customer did in the end: a model wants to foresee it.</summary>
    public static readonly HashSet<string> Outcomes = Of("churn churned attrition attrited exited exit lapsed cancelled canceled converted conversion response responded responder default defaulted target outcome label fraud left won lost abgewandert gekundigt");

    /// <summary>What an earlier analysis made of a customer.</summary>
    public static readonly HashSet<string> EarlierSegments = Of("segment segmentation segments cluster clusters persona predicted prediction label");

    /// <summary>What an earlier model said of a customer.</summary>
    public static readonly HashSet<string> Scores = Of("score risk probability prob propensity prediction predicted likelihood");

    /// <summary>A name that holds one of these tells money.</summary>
    public static readonly HashSet<string> Money = Of(
        "money spend spent spending expense expenses expenditure revenue revenues sales turnover amount amt mnt price cost costs charge charges fee fees payment payments paid bill billing income salary wage wages profit margin balance deposit deposits budget "
        + "value ltv clv cltv gmv mrr arr arpu gross net usd eur euro euros gbp chf dollar dollars umsatz betrag preis kosten gehalt einkommen ausgaben gewinn guthaben montant prix depense depenses revenu importe precio ingreso ingresos gasto gastos importo prezzo");

    /// <summary>Beside a word for money these make it something else: a count, a rate, a date, a kind.</summary>
    public static readonly HashSet<string> NoAmounts = Of(
        "number num no nb nbr count cnt anzahl nombre rate pct percent percentage ratio share index rank level type kind method mode status category code flag times frequency growth change since per avg average mean median min max std");

    /// <summary>Words of the names of columns that tell persons apart.</summary>
    public static readonly HashSet<string> Persons = Of(
        "surname firstname lastname fullname forename givenname familyname maidenname username nickname vorname nachname familienname prenom apellido apellidos cognome sobrenome address adresse anschrift direccion indirizzo endereco street strasse rue calle ssn passport iban");

    /// <summary>Before <c>name</c> these make it that of a person.</summary>
    public static readonly HashSet<string> PersonsBeforeName = Of("first last full given family middle maiden user nick customer client contact member person account holder billing shipping recipient kunde kunden cliente");

    /// <summary>A whole number behind one of these stands for a name.</summary>
    public static readonly HashSet<string> Codes = Of(
        "region channel type typ category kategorie categorie categoria code area zone branch filiale department dept division plan status state country land pays city county district agent source medium gender sex geschlecht marital married education occupation job "
        + "profession industry sector brand method mode reason team warehouse store shop line product race ethnicity religion nationality language currency device browser os platform");

    /// <summary>What is the latest of its kind.</summary>
    public static readonly HashSet<string> Lasts = Of("last latest recent letzte letzter letztes derniere dernier ultima ultimo ultim ostatnie laatste");

    /// <summary>What is the earliest of its kind.</summary>
    public static readonly HashSet<string> Firsts = Of("first earliest erste erster erstes premiere premier primera primer prima primo primeira eerste");

    /// <summary>What is bought: its latest date tells recency, and its first one tenure.</summary>
    public static readonly HashSet<string> Purchases = Of("order orders purchase purchases purchased transaction sale invoice payment paid bought buy bestellung kauf einkauf commande achat compra pedido ordine acquisto ordered");

    /// <summary>What customers do besides buying.</summary>
    public static readonly HashSet<string> Visits = Of("seen visit visited login activity active session used usage engagement besuch visite visita");

    /// <summary>Since when somebody is a customer.</summary>
    public static readonly HashSet<string> Beginnings = Of("since signup joined join registered registration register created created create creation enrolled enroll enrollment enrolment subscribed subscribe subscription acquired acquisition onboarded opened member start started begin dt registriert seit angelegt inscription alta");

    /// <summary>Dates that tell neither recency nor tenure.</summary>
    public static readonly HashSet<string> OtherDates = Of("birth born birthday dob geburt geburtsdatum naissance nacimiento updated modified changed expires expiry expiration end ended cancelled canceled churned due delivery ship shipped");

    private static HashSet<string> Of(string words) => [.. words.Split(' ')];
}
