using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace SegmentationService.Core.Transactions;

/// <summary>What the value of a status or an event says about whether something was bought.</summary>
internal enum StatusMeaning
{
    /// <summary>Nothing that is known.</summary>
    Unknown,

    /// <summary>Something was bought.</summary>
    Purchase,

    /// <summary>Nothing was bought, or it was taken back, or it is not paid.</summary>
    NoPurchase,
}

/// <summary>
/// The words of shops for what becomes of an order, in the large European languages, without accents. A word that says all by itself counts wherever it
/// stands (<c>Shipped - Returned to Seller</c>), one that may mean something else only alone (<c>return</c>); and none after a word that takes it back
/// (<c>partially refunded</c>, <c>not returned</c>).
/// </summary>
internal static class StatusWords
{
    private static readonly FrozenSet<string> Restrictions = Words(
        "partially partial partly part not no non never un never teilweise nicht partiellement partiel partielle pas parcialmente parcial parzialmente parziale deels gedeeltelijk delvis delvist czesciowo nie");

    private static readonly FrozenSet<string> Anywhere = Words(
        """
        cancelled canceled cancellation refunded returned reimbursed voided failed declined denied rejected refused chargeback chargebacks unavailable abandoned expired reversed bounced undeliverable undelivered unpaid uncollectible
        storniert stornierung stornierte retourniert erstattet ruckerstattet zuruckgesendet zuruckgegeben fehlgeschlagen abgebrochen abgelehnt
        annule annulee rembourse remboursee retourne retournee echoue echouee refusee abandonne abandonnee expiree
        cancelado cancelada anulado anulada reembolsado reembolsada devuelto devuelta fallido fallida rechazado rechazada abandonado abandonada caducado caducada
        annullato annullata rimborsato rimborsata restituito restituita fallito fallita rifiutato rifiutata scaduto scaduta abbandonato
        devolvido devolvida falhou recusado recusada expirado expirada estornado estornada
        geannuleerd terugbetaald geretourneerd mislukt geweigerd verlopen
        avbruten annullerad annulleret annullert aterbetald refunderet refundert returnerad returneret returnert misslyckad mislykket
        anulowane anulowany zwrocone zwrocony odrzucone nieudane
        """);

    private static readonly FrozenSet<string> Alone = Words(
        """
        cancel cancelling canceling refund return returns void failure fail error pending pendingpayment paymentpending awaitingpayment waitingforpayment onhold hold draft expire chargedback disputed lost fraud suspectedfraud blocked reversal timeout
        checkoutdraft quote quotation estimate proforma trash deleted closedlost incomplete incompleteexpired requirespaymentmethod requiresaction notpaid nopayment processingerror
        view views pageview productview viewitem viewproduct pv impression click search cart basket addtocart addcart cartadd removefromcart removecart cartremove updatecart viewcart wishlist addtowishlist fav favorite favourite like begincheckout checkoutstarted sessionstart login signup visit
        storno retoure ruckgabe gutschrift entwurf ausstehend wartend angebot zahlungausstehend inwartestellung
        remboursement retour avoir enattente attentepaiement brouillon devis panier vue
        reembolso devolucion pendiente borrador presupuesto enespera carrito
        rimborso reso insospeso inattesa bozza preventivo carrello
        reembolso devolucao pendente rascunho aguardandopagamento
        terugbetaling retour inafwachting concept offerte
        vantande vaentende afventer venter utkast kladde
        zwrot oczekujace oczekujacy
        """);

    private static readonly FrozenSet<string> Purchases = Words(
        """
        paid payment purchase purchased purchases buy bought sale sold sales order ordered orders orderplaced orderplacement transaction checkoutcompleted checkoutcomplete complete completed completedsale success successful succeeded succeed settled captured approved accepted confirmed
        shipped delivered fulfilled invoiced closed closedwon done finished processed partiallypaid partiallyrefunded partiallyshipped authorized authorised charge charged invoice dispatched pickedup
        bezahlt abgeschlossen versendet versandt geliefert zugestellt kauf bestellung verkauf rechnung
        paye payee termine terminee expedie expediee livre livree achat vente commande
        pagado pagada completado completada enviado enviada entregado entregada compra venta pedido
        pagato pagata completato completata spedito spedita consegnato consegnata acquisto vendita ordine
        pago paga concluido concluida entregue venda
        betaald voltooid verzonden geleverd aankoop verkoop bestelling
        betald betalt slutford fuldfort skickad sendt levererad leveret levert kop
        oplacone zrealizowane wyslane dostarczone
        """);

    /// <summary>Words of an event log for the event that is a purchase.</summary>
    private static readonly FrozenSet<string> PurchaseEvents = Words(
        "purchase purchased purchases buy bought sale sold order ordered orders orderplaced ordercompleted placeorder transaction payment paid checkoutcompleted checkoutcomplete conversion kauf achat compra acquisto aankoop kop");

    /// <summary>What a value says.</summary>
    /// <param name="value">The value.</param>
    public static StatusMeaning Of(string value)
    {
        var words = Split(value);
        if (words.Count == 0) return StatusMeaning.Unknown;
        if (words.Exists(Restrictions.Contains)) return Alone.Contains(string.Concat(words)) ? StatusMeaning.NoPurchase : StatusMeaning.Unknown;
        if (words.Exists(Anywhere.Contains)) return StatusMeaning.NoPurchase;
        foreach (var part in value.Split(['-', '–', '—', ':', ',', ';', '/', '(', ')', '|']))
            if (Alone.Contains(string.Concat(Split(part)))) return StatusMeaning.NoPurchase;
        var whole = string.Concat(words);
        return Alone.Contains(whole) ? StatusMeaning.NoPurchase : Purchases.Contains(whole) ? StatusMeaning.Purchase : StatusMeaning.Unknown;
    }

    /// <summary>What a value says in a column that says whether something was taken back.</summary>
    /// <param name="value">The value.</param>
    public static StatusMeaning OfFlag(string value) => value.ToUpperInvariant() switch
    {
        "1" or "1.0" or "Y" or "YES" or "TRUE" or "T" or "X" or "J" or "JA" or "OUI" or "SI" or "SÍ" or "SIM" => StatusMeaning.NoPurchase,
        "0" or "0.0" or "N" or "NO" or "FALSE" or "F" or "NEIN" or "NON" or "NÃO" => StatusMeaning.Purchase,
        _ => Of(value),
    };

    /// <summary>Whether a value names the event of a purchase.</summary>
    /// <param name="value">The value.</param>
    public static bool IsPurchaseEvent(string value) => PurchaseEvents.Contains(string.Concat(Split(value)));

    /// <summary>The words of a value: lower-case letters without accents.</summary>
    private static List<string> Split(string value)
    {
        List<string> words = [];
        var word = new StringBuilder();
        foreach (var letter in Core.Data.LatinText.WithoutAccents(value) + " ")
        {
            if (char.IsLetter(letter)) word.Append(char.ToLower(letter, CultureInfo.InvariantCulture));
            else if (word.Length > 0)
            {
                words.Add(word.ToString());
                word.Clear();
            }
        }

        return words;
    }

    private static FrozenSet<string> Words(string words) => words.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);
}
