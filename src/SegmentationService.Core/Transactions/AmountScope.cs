using SegmentationService.Core.Data;

namespace SegmentationService.Core.Transactions;

/// <summary>
/// Finds out whether an amount is that of a line or the total of the order, repeated on each of its lines: it is the same on all lines of every order that
/// has several. That may also be because an order has the same thing twice; so the name, the quantities and the prices have a say.
/// </summary>
internal sealed class AmountScope
{
    private const int FewOrders = 3;

    private static readonly string[] NamesOfOrders = ["order", "grand", "invoice", "basket", "cart", "payment", "subtotal", "rechnung", "bestell", "commande", "facture", "pedido", "factura", "ordine", "fattura"];
    private static readonly string[] NamesOfTotals = ["total", "gesamt", "totaal", "totale", "summe", "spent", "paid"];
    private static readonly string[] NamesOfLines = ["line", "item", "unit", "extended", "position", "product"];
    private static readonly string[] NamesOfPrices = ["price", "preis", "prix", "precio", "prezzo"];

    private readonly string _name;
    private readonly long _orders;
    private readonly long _same;
    private readonly long _products;
    private readonly long _quantitiesDiffer;
    private readonly bool _amountsDiffer;

    /// <summary>Looks through purchases. O(purchases).</summary>
    /// <param name="orders">The purchases.</param>
    /// <param name="name">The name of the amount.</param>
    public AmountScope(OrderBook orders, string name)
    {
        _name = name;
        var first = double.NaN;
        for (var i = 0; i < orders.Count; i++)
        {
            ref var order = ref orders[i];
            if (order.MoneyLines < 2) continue;
            _orders++;
            if (double.IsNaN(order.Each)) continue;
            _same++;
            if (order.Products == order.MoneyLines) _products++;
            if (double.IsNaN(order.EachQuantity)) _quantitiesDiffer++;
            _amountsDiffer |= order.Each != first && !double.IsNaN(first);
            first = order.Each;
        }
    }

    /// <summary>Decides.</summary>
    /// <param name="given">What the caller says, or a training said; null leaves it to the log.</param>
    /// <param name="notice">What is to be said of it, or null.</param>
    /// <returns>What the amount is of; null where no order has several lines, and nothing was said.</returns>
    public AmountPer? Decide(AmountPer? given, out Notice? notice)
    {
        notice = null;
        if (given is not null || _orders == 0) return given;
        if (_same < _orders || _products == _orders) return AmountPer.Line;
        var isOnce = IsTotal();
        if (isOnce)
            notice = new Notice("total_on_every_line", _name, $"'{_name}' is the same on every line of an order, {Count()}: it is the total of the order and counts once. amountPer=line adds it up over the lines.");
        else if (_orders >= 2)
            notice = new Notice("amount_repeated", _name, $"'{_name}' is the same on every line of an order, {Count()}, and is added up over the lines. If it is the total of the order, say amountPer=order: it counts once then.");
        return isOnce ? AmountPer.Order : AmountPer.Line;
    }

    private bool IsTotal()
    {
        // More pieces for the same money, and that in several orders, is no money of a line.
        if (_amountsDiffer && _quantitiesDiffer >= 2) return true;
        var name = UsualNames.Of(_name);
        if (Has(NamesOfLines)) return false;
        if (Has(NamesOfOrders)) return true;
        return Has(NamesOfTotals) && (_quantitiesDiffer > 0 || _orders >= (Has(NamesOfPrices) ? FewOrders : 2));

        bool Has(string[] words) => Array.Exists(words, word => name.Contains(word, StringComparison.Ordinal));
    }

    private string Count() => _orders == 1 ? "of the one that has several" : $"of all {_orders} that have several";
}
