using SegmentationService.Core.Data;
using SegmentationService.Core.Transactions;

namespace SegmentationService.Core.Tests.Transactions;

/// <summary>Which column of a log plays which part.</summary>
public class OrderColumnsTests
{
    [Theory]
    [InlineData("InvoiceNo|StockCode|Description|Quantity|InvoiceDate|UnitPrice|CustomerID|Country", "CustomerID|InvoiceNo|InvoiceDate||Quantity|UnitPrice")]
    [InlineData("Invoice|StockCode|Description|Quantity|InvoiceDate|Price|Customer ID|Country", "Customer ID|Invoice|InvoiceDate||Quantity|Price")]
    [InlineData("order_id|customer_id|order_date|qty|unit_price", "customer_id|order_id|order_date||qty|unit_price")]
    [InlineData("user|timestamp|amount", "user||timestamp|amount||")]
    [InlineData("Order ID|Order Date|Customer ID|Customer Name|Sales|Quantity|Profit", "Customer ID|Order ID|Order Date|Sales||")]
    [InlineData("Name|Email|Created at|Total", "Email||Created at|Total||")]
    [InlineData("customer_id|customer_unique_id|order_id|order_purchase_timestamp|payment_value", "customer_unique_id|order_id|order_purchase_timestamp|payment_value||")]
    [InlineData("household_key|BASKET_ID|DAY|QUANTITY|SALES_VALUE", "household_key|BASKET_ID|DAY|SALES_VALUE||")]
    [InlineData("date|customer|quantity|price|line_total", "customer||date|line_total||")]
    [InlineData("Kundennummer|Bestelldatum|Menge|Einzelpreis", "Kundennummer||Bestelldatum||Menge|Einzelpreis")]
    public void Add_UsualNames_AreFound(string names, string parts)
    {
        var columns = Of(names, new OrderParts(), new OrderParts());

        columns.Check();
        Assert.Equal(parts, Text(columns.Parts));
    }

    /// <summary>What the exports of the large shops and payment services call their columns.</summary>
    [Theory]
    [InlineData("Name|Email|Financial Status|Paid at|Fulfillment Status|Currency|Subtotal|Shipping|Taxes|Total|Created at|Lineitem quantity|Lineitem name|Lineitem price", "Email|Name|Created at||Total|Financial Status|Currency")]
    [InlineData("Order Number|Order Status|Order Date|Customer Note|First Name (Billing)|Email (Billing)|Order Total Amount|Item Name|Quantity|Item Cost", "Email (Billing)|Order Number|Order Date||Order Total Amount|Order Status|")]
    [InlineData("ID|Purchase Point|Purchase Date|Bill-to Name|Grand Total (Base)|Grand Total (Purchased)|Status|Customer Name|Customer Email", "Customer Email||Purchase Date||Grand Total (Base)|Status|")]
    [InlineData("id|Created date (UTC)|Amount|Amount Refunded|Currency|Status|Customer ID|Customer Email", "Customer ID||Created date (UTC)||Amount|Status|Currency")]
    [InlineData("Date|Time|Time Zone|Gross Sales|Net Sales|Transaction ID|Payment ID|Event Type|Customer ID|Customer Name", "Customer ID|Transaction ID|Date|Time|Gross Sales|Event Type|")]
    [InlineData("Date|Time|TimeZone|Name|Type|Status|Currency|Gross|Fee|Net|From Email Address|To Email Address|Transaction ID", "From Email Address|Transaction ID|Date|Time|Gross|Status|Currency")]
    [InlineData("order_id|customer_id|order_status|order_purchase_timestamp|order_approved_at|payment_value", "customer_id|order_id|order_purchase_timestamp||payment_value|order_status|")]
    [InlineData("order_id|customer_id|order_purchase_timestamp|price|freight_value", "customer_id|order_id|order_purchase_timestamp||price||")]
    [InlineData("Row ID|Order ID|Order Date|Ship Date|Ship Mode|Customer ID|Customer Name|State|Sales|Quantity|Discount|Profit", "Customer ID|Order ID|Order Date||Sales|State|")]
    [InlineData("event_time|event_type|product_id|brand|price|user_id|user_session", "user_id||event_time||price|event_type|")]
    [InlineData("TransactionID|CustomerID|TransactionDate|TransactionTime|TransactionAmount (INR)", "CustomerID|TransactionID|TransactionDate|TransactionTime|TransactionAmount (INR)||")]
    [InlineData("Nº pedido|Fecha|Cliente|Importe total (EUR)|Estado", "Cliente|Nº pedido|Fecha||Importe total (EUR)|Estado|")]
    [InlineData("N° commande|Date de commande|Code client|Montant TTC (€)|Statut", "Code client|N° commande|Date de commande||Montant TTC (€)|Statut|")]
    [InlineData("Order ID|Customer ID|Customer Email|Order Date|Order Status|Order Total (inc tax)|Order Currency Code", "Customer ID|Order ID|Order Date||Order Total (inc tax)|Order Status|Order Currency Code")]
    [InlineData("amazon-order-id|purchase-date|order-status|buyer-email|quantity-purchased|item-price|currency", "buyer-email|amazon-order-id|purchase-date|||order-status|currency")]
    [InlineData("Sale Date|Order ID|Buyer User ID|Full Name|Number of Items|Order Value|Currency", "Buyer User ID|Order ID|Sale Date||Order Value||Currency")]
    [InlineData("Bestellnummer|Bestelldatum|Kundennr.|Gesamtbetrag [EUR]|Währung", "Kundennr.|Bestellnummer|Bestelldatum||Gesamtbetrag [EUR]||Währung")]
    [InlineData("customer|date|amount_usd", "customer||date||amount_usd||")]
    public void Add_NamesOfLayouts_AreFound(string names, string parts)
    {
        var columns = Of(names, new OrderParts(), new OrderParts());

        columns.Check();
        var found = columns.Parts;
        Assert.Equal(parts, string.Join('|', found.Customer, found.Invoice, found.Date, found.Time, found.Amount, found.Status, found.Currency));
    }

    /// <summary>Recency and frequency need no money, but a model trained with money does.</summary>
    [Fact]
    public void Check_NoMoney_IsRefusedOnlyWhereTheModelHasSome()
    {
        Of("customer|date|invoice", new OrderParts(), new OrderParts()).Check();

        var refused = Assert.Throws<InvalidTableException>(() => Of("customer|date|invoice|paid sum", new OrderParts(), new OrderParts { Customer = "customer", Date = "date", Amount = "amount" }).Check());
        Assert.Contains("the money (amount=, perhaps amount=paid sum, or quantity= and price=), which the model was trained with", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Add_NamedColumns_WinOverUsualOnes()
    {
        const string Names = "customer|buyer|date|when|amount|net|quantity|price|invoice|basket";

        Assert.Equal("buyer|basket|when|net||", Text(Of(Names, new OrderParts { Customer = "BUYER", Invoice = "basket", Date = "when", Amount = "net" }, new OrderParts()).Parts));
        Assert.Equal("customer|invoice|date||quantity|price", Text(Of(Names, new OrderParts { Quantity = "quantity" }, new OrderParts()).Parts));
        Assert.Equal("customer|invoice|date||net|price", Text(Of(Names, new OrderParts { Quantity = "net" }, new OrderParts()).Parts));
    }

    [Fact]
    public void Add_LearnedColumns_AreTakenWhereTheyAreThere()
    {
        var product = new OrderParts { Customer = "buyer", Date = "when", Quantity = "quantity", Price = "price" };

        Assert.Equal("buyer||when||quantity|price", Text(Of("customer|buyer|date|when|amount|quantity|price", new OrderParts(), product).Parts));
        Assert.Equal("customer||date|amount||", Text(Of("customer|date|amount", new OrderParts(), product).Parts));
    }

    /// <summary>The keys of JSON come as they come: a part that is played stays, one that is not is given when its column appears.</summary>
    [Fact]
    public void Add_ColumnsThatAppearLater_TakeOnlyPartsThatAreFree()
    {
        var columns = Of("date|quantity|price", new OrderParts(), new OrderParts());
        columns.Add(["customer", "invoice"]);
        columns.Add(["customer_id", "amount", "order_date"]);

        Assert.Equal("customer|invoice|date||quantity|price", Text(columns.Parts));
    }

    [Theory]
    [InlineData("invoice|date|amount", "the customer (customer=)")]
    [InlineData("customer|amount", "the date (date=)")]
    [InlineData("Bearer e-mail|date|amount", "the customer (customer=, perhaps customer=Bearer e-mail)")]
    [InlineData("customer|Bought on day|amount", "the date (date=, perhaps date=Bought on day)")]
    [InlineData("who|which day|how much", "the customer (customer=) and the date (date=, perhaps date=which day) and the money (amount=, or quantity= and price=)")]
    public void Check_PartThatNothingPlays_SaysWhichAndWhatThereIs(string names, string words)
    {
        var refused = Assert.Throws<InvalidTableException>(() => Of(names, new OrderParts(), new OrderParts()).Check());

        Assert.Equal((TableDefect.MissingOrderColumn, null), (refused.Defect, refused.Line));
        Assert.Contains(words, refused.Message, StringComparison.Ordinal);
        Assert.Contains($"the columns are '{names.Split('|')[0]}'", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("00001 19970101  1  11.77", "The first line, '00001 19970101  1  11.77', is not a header line but data, separated by blanks. A log of orders has a header line")]
    [InlineData("17850|536365|2010-12-01|15.3", "The first line, '17850', '536365', '2010-12-01', '15.3', is not a header line but data. A log of orders has a header line")]
    public void Check_NoHeader_SaysWhatIsExpected(string names, string words)
    {
        var refused = Assert.Throws<InvalidTableException>(() => Of(names, new OrderParts(), new OrderParts()).Check());

        Assert.Equal((TableDefect.MissingOrderColumn, 1), (refused.Defect, refused.Line));
        Assert.Contains(words, refused.Message, StringComparison.Ordinal);
        Assert.Contains("customer,invoice,date,quantity,price", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_NamedColumnThatIsNotThere_Throws()
    {
        var refused = Assert.Throws<InvalidTableException>(() => Of("customer|date|amount", new OrderParts { Invoice = "basket" }, new OrderParts()).Check());

        Assert.Equal((TableDefect.UnknownColumn, "basket"), (refused.Defect, refused.Column));
        Assert.StartsWith("invoice: there is no column 'basket'; the columns are 'customer', 'date', 'amount'.", refused.Message, StringComparison.Ordinal);
    }

    private static OrderColumns Of(string names, OrderParts named, OrderParts learned)
    {
        var columns = new OrderColumns(named, learned);
        columns.Add(names.Split('|'));
        return columns;
    }

    private static string Text(OrderParts parts) => string.Join('|', parts.Customer, parts.Invoice, parts.Date, parts.Amount, parts.Quantity, parts.Price);
}
