using System.Text;
using SegmentationService.Core.Data;

namespace SegmentationService.Core.Transactions;

/// <summary>Ids under which systems put the purchases of all whom they do not know: they are no customer.</summary>
internal static class GuestIds
{
    /// <summary>Mean so in any case.</summary>
    private static readonly HashSet<string> Words = new(
        """
        guest guests guestcustomer guestuser guestcheckout guestorder guestaccount anonymous anonym anonymoususer anonymouscustomer anon walkin walkins walkincustomer walkinguest walkinclient cashcustomer cashsale cashsales countersale countersales overthecounter otc unknown unknowncustomer
        unidentified notavailable notapplicable notset notprovided notspecified none null nil na nan undefined nocustomer noname nonamecustomer noid noemail unregistered nonregistered notregistered unassigned defaultcustomer dummy dummycustomer generic genericcustomer misc miscellaneous retailcustomer onetimecustomer nonmember nocard
        gastkunde gaste laufkunde laufkundschaft barverkauf barkunde unbekannt anonymer ohnekunde keinkunde diverse invite invites clientinvite clientanonyme anonyme clientdepassage passage inconnu clientcomptoir comptoir
        invitado anonimo clienteanonimo clientegenerico consumidorfinal publicoengeneral publicogeneral ventamostrador mostrador desconocido ospite clientegenerico sconosciuto clienteoccasionale convidado desconhecido clientebalcao balcao
        onbekend anoniem gastklant okand anonymkund ukendt ukjent gosc nieznany klientdetaliczny
        """.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries),
        StringComparer.Ordinal);

    /// <summary>May be names of people as well: mean so where they have far more purchases than anyone.</summary>
    private static readonly HashSet<string> Names = new("cash pos gast default retail counter customer client kunde cliente klant test visitor user member online web shop store bar kasse caisse till".Split(' '), StringComparer.Ordinal);

    private static readonly HashSet<string> Mailboxes = new("guest anonymous anonym noreply donotreply noemail nomail none unknown na walkin notprovided".Split(' '), StringComparer.Ordinal);

    /// <summary>Whether an id stands for all who are not known.</summary>
    /// <param name="id">The id.</param>
    /// <param name="standsOut">Whether it has far more purchases than any other.</param>
    /// <param name="hasOne">Whether there is a customer 1: then 0 may be one as well.</param>
    public static bool Is(ReadOnlySpan<byte> id, bool standsOut, bool hasOne)
    {
        if (id.Length > Excerpt.UsualLength) return false;
        var whole = WholeNumber.Trim(id);
        if (whole.SequenceEqual("-1"u8)) return true;
        if (whole.Length > 0 && whole.IndexOfAnyExcept((byte)'0') < 0) return standsOut || !hasOne;
        if (standsOut && whole.Length >= 4 && whole.IndexOfAnyExcept((byte)'9') < 0) return true;
        var text = Encoding.UTF8.GetString(id);
        var at = text.IndexOf('@', StringComparison.Ordinal);
        var word = UsualNames.Of(at < 0 ? text : text[..at]);
        return at < 0 ? Words.Contains(word) || (standsOut && Names.Contains(word)) : Mailboxes.Contains(word);
    }
}
