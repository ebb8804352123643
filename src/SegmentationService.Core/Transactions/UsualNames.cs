using System.Text.RegularExpressions;
using SegmentationService.Core.Data;

namespace SegmentationService.Core.Transactions;

/// <summary>The names that the columns of logs usually have, most telling first, as <see cref="Of"/> gives them.</summary>
internal static partial class UsualNames
{
    /// <summary>Ids before e-mail addresses, and these before names.</summary>
    public static readonly string[] Customer = List(
        """
        customeruniqueid customerid custid customerno customernumber customernr customernum customerkey customercode customerref customer clientid clientno clientnumber clientcode client userid useruniqueid user
        memberid memberno membernumber member accountid accountno accountnumber buyerid buyeruserid buyerusername buyer shopperid consumerid householdid householdkey loyaltyid loyaltycardno cardid cardno cardnumber donorid subscriberid contactid visitorid patientid playerid guestid
        kundennummer kundennr kundenr kundenid kunde kdnr mitgliedsnummer mitgliedsnr mitglied idclient codeclient numeroclient noclient nclient clienteid idcliente codigocliente codigodelcliente numerocliente codicecliente cliente klantnummer klantid klantnr klant kundnummer kundid kund kundenummer idklienta klient
        customeremail customeremailaddress email useremail billingemail emailaddress fromemailaddress payeremail buyeremail clientemail contactemail emailcustomer emailid mail emailadresse correo correoelectronico courriel
        customername clientname buyername billtoname billingname fullname contactname donorname donor membername username kundenname nomclient nombrecliente nomecliente klantnaam
        """);

    /// <summary>What belongs together as one purchase.</summary>
    public static readonly string[] Invoice = List(
        """
        invoiceno invoiceid invoicenumber invoicenr invoicenum invoiceref invoice orderid orderno ordernumber ordernr ordernum orderref orderreference ordercode ordername order salesorderid salesordernumber salesorderno salesorder transactionid transactionno transactionnumber
        transactionref transid transno transaction receiptid receiptno receiptnumber receipt basketid basket ticketid ticketno ticketnumber ticket billid billno billnumber purchaseid saleid salesid saleno checkoutid paymentid chargeid bookingid bookingno reservationid
        documentno documentnumber docno voucherno rechnungsnummer rechnungsnr rechnung bestellnummer bestellnr bestellung auftragsnummer auftragsnr auftrag belegnummer belegnr bonnummer bonnr
        numerocommande nocommande ncommande idcommande commande numerofacture nfacture facture numeropedido npedido idpedido codigopedido pedido numerofactura factura numeroordine idordine ordine fattura scontrino ordernummer bestelnummer factuurnummer ordrenummer numerzamowienia idzamowienia zamowienie amazonorderid dealid reference num
        """);

    /// <summary>When it was ordered before when it was sent.</summary>
    public static readonly string[] Date = List(
        """
        invoicedate invoicedatetime orderdate orderdatetime orderpurchasetimestamp purchasedate purchasedatetime transactiondate transactiondatetime transdate saledate saledatetime salesdate receiptdate ordereddate dateordered orderplacedat orderplacedon
        billdate date datetime ordertime purchasetime transactiontime timestamp ordertimestamp orderedat purchasedat paymentdate paymenttime dateofpurchase dateofsale dateoforder donationdate giftdate closedate bookingdate visitdate postingdate documentdate docdate
        createdat createddate createdon created datecreated createdtime paidat datepaid processedat completedat eventtime eventdate eventtimestamp txndate trxdate trandate unixtime epoch orderts purchasets eventts createdts ts dt day
        rechnungsdatum bestelldatum auftragsdatum kaufdatum belegdatum buchungsdatum datum datecommande datedecommande datefacture dateachat fecha fechapedido fechadepedido fechacompra fechaventa fechafactura dataordine datapedido datacompra datavenda datavendita
        orderdatum besteldatum factuurdatum ordredato dato datazamowienia data time shipdate shippeddate shippingdate deliverydate
        """);

    /// <summary>The time of the day beside the date.</summary>
    public static readonly string[] Time = List("time ordertime purchasetime transactiontime transtime saletime invoicetime timeofday paymenttime uhrzeit zeit bestellzeit heure hora ora tijd klockslag tid godzina");

    /// <summary>The money of a line, or of an order.</summary>
    public static readonly string[] Amount = List(
        """
        lineamount linetotal linevalue amount totalprice totalamount salesamount salesvalue netamount grossamount transactionamount transactionvalue transactionamt txnamount purchaseamount purchasevalue extendedprice itemtotal sales
        revenue amountspent amountpaid paidamount paymentamount paymentvalue saleamount saletotal totalsales totalsale grosssales netsales totalcollected ordertotal ordertotalamount ordervalue orderamount grandtotal invoicetotal invoiceamount invoicevalue baskettotal basketvalue
        total totalpaid totalspent totalvalue subtotal ordersubtotal gross net gmv spend spent turnover donationamount giftamount donation value amt
        betrag umsatz gesamtbetrag gesamtbetragbrutto gesamtpreis gesamtsumme gesamt summe rechnungsbetrag bruttobetrag nettobetrag erlos montant montantttc montanttotal totalttc prixtotal prixtotalttc importe importetotal monto montototal importo totale valor valortotal bedrag totaalbedrag totaal belopp summa belob belop kwota wartosc
        """);

    /// <summary>How many pieces.</summary>
    public static readonly string[] Quantity = List(
        """
        quantity qty orderquantity orderqty quantityordered quantitypurchased qtyordered quantitysold qtysold salesquantity lineitemquantity itemquantity itemqty productquantity units unitssold unitsold unitsordered numberofunits pieces pcs itemcount numberofitems items
        menge anzahl stuck stuckzahl stueckzahl stk quantite qte cantidad unidades quantita quantidade aantal antal antall ilosc
        """);

    /// <summary>The price of one piece.</summary>
    public static readonly string[] Price = List(
        """
        unitprice price priceeach priceperunit itemprice itemcost productprice sellingprice unitsellingprice saleprice salesprice lineitemprice retailprice listprice
        einzelpreis stueckpreis stuckpreis preis prixunitaire prix preciounitario precio prezzounitario prezzo precounitario preco stuksprijs prijs pris cenajednostkowa cena
        """);

    /// <summary>What became of an order.</summary>
    public static readonly string[] Status = List(
        """
        orderstatus financialstatus paymentstatus transactionstatus invoicestatus salestatus salesstatus purchasestatus orderstate paymentstate status orderstatusname statusname dealstage stagename
        bestellstatus auftragsstatus zahlungsstatus statut statutcommande etatcommande estado estadopedido estatus stato statoordine situacao orderstatut
        """);

    /// <summary>What may say so as well, if its values do: <c>state</c> is a place in many logs.</summary>
    public static readonly string[] Type = List("state transactiontype ordertype saletype salestype paymenttype documenttype doctype recordtype type vorgang vorgangsart belegart art tipo typ");

    /// <summary>What happened: an event of many, one of which is a purchase.</summary>
    public static readonly string[] Event = List("eventtype eventname event action actiontype activity activitytype behavior behaviour behaviortype behaviourtype");

    /// <summary>Whether something was taken back: yes or no.</summary>
    public static readonly string[] Flag = List("cancelled canceled iscancelled iscanceled ordercancelled ordercanceled returned isreturned refunded isrefunded voided isvoid void storniert annule anulado annullato");

    /// <summary>The currency of the money.</summary>
    public static readonly string[] Currency = List(
        "currency currencycode ordercurrency ordercurrencycode paymentcurrency transactioncurrency presentmentcurrency amountcurrency pricecurrency salecurrency currencyiso ccy wahrung waehrung devise monnaie moneda divisa valuta moeda waluta");

    /// <summary>Columns that only the export of a shop has whose <c>Name</c> is the number of the order.</summary>
    private static readonly string[] SignsOfNumberedNames = ["financialstatus", "lineitemquantity", "lineitemname"];

    private static readonly string[] Units = [.. "usd eur gbp inr jpy cny chf aud cad brl mxn sek nok dkk pln czk huf try zar krw inclvat exclvat incvat exvat incltax excltax inctax extax utc gmt local".Split(' ')];

    /// <summary>Which columns most likely play a part whose usual names none has, by what stands in the names.</summary>
    private static readonly Dictionary<string, string[]> Hints = new(StringComparer.Ordinal)
    {
        ["customer"] = ["customer", "client", "cliente", "kunde", "klant", "buyer", "user", "member", "email", "mail", "account", "contact", "mitglied", "socio", "person", "subscriber", "card", "name", "phone", "id"],
        ["date"] = ["date", "datum", "fecha", "time", "created", "day", "tag", "jour", "data", "when", "ts"],
        ["amount"] = ["amount", "total", "revenue", "sales", "price", "value", "cost", "paid", "betrag", "umsatz", "preis", "montant", "importe", "importo", "valor", "wert", "sum"],
    };

    /// <summary>A name as it is looked up: lower-case letters and digits without accents.</summary>
    public static string Of(string name) => ColumnName.Normalize(LatinText.WithoutAccents(name)).Replace("º", "", StringComparison.Ordinal);

    /// <summary>A name without what stands in brackets, and without a currency or another unit behind it.</summary>
    public static string WithoutUnit(string name)
    {
        var bare = Of(Brackets().Replace(name, " "));
        var unit = Array.Find(Units, unit => bare.Length > unit.Length && bare.EndsWith(unit, StringComparison.Ordinal) && EndsInWord(name, unit));
        return unit is null ? bare : bare[..^unit.Length];
    }

    /// <summary>The first column of the first of these names; -1 where there is none. A name that is there as it stands wins over one behind a unit.</summary>
    /// <param name="columns">The names of the columns, each as it is looked up, and without its unit.</param>
    /// <param name="usual">The usual names.</param>
    public static int Find(IReadOnlyList<(string Name, string WithoutUnit)> columns, IReadOnlyList<string> usual)
    {
        foreach (var name in usual)
        {
            for (var i = 0; i < columns.Count; i++)
                if (columns[i].Name == name) return i;
            for (var i = 0; i < columns.Count; i++)
                if (columns[i].WithoutUnit == name) return i;
        }

        return -1;
    }

    /// <summary>Whether <c>Name</c> is the number of the order among such columns.</summary>
    public static bool HasNumberedNames(IReadOnlyList<(string Name, string WithoutUnit)> columns) => columns.Any(column => SignsOfNumberedNames.Contains(column.Name));

    /// <summary>The column that most likely plays a part, though its name is none of the usual ones; null where none looks like it.</summary>
    /// <param name="columns">The names of the columns that play no part yet.</param>
    /// <param name="part">The parameter that names the part.</param>
    public static string? Likeliest(IEnumerable<string> columns, string part)
    {
        var names = columns.ToArray();
        return Hints[part].Select(hint => Array.Find(names, name => Of(name).Contains(hint, StringComparison.Ordinal))).FirstOrDefault(name => name is not null);
    }

    private static bool EndsInWord(string name, string unit) =>
        name.Length > unit.Length && name.EndsWith(unit, StringComparison.OrdinalIgnoreCase) && (!char.IsLetterOrDigit(name[^(unit.Length + 1)]) || (char.IsUpper(name[^unit.Length]) && char.IsLower(name[^(unit.Length + 1)])));

    private static string[] List(string names) => names.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries);

    [GeneratedRegex(@"\([^)]*\)|\[[^\]]*\]")]
    private static partial Regex Brackets();
}
