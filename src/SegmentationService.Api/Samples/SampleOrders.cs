using SegmentationService.Core.Clustering;

namespace SegmentationService.Api.Samples;

/// <summary>A line of a synthetic log of orders.</summary>
/// <param name="Customer">Such as <c>C000042</c>.</param>
/// <param name="Invoice">Such as <c>100001</c>; one line in fifty is a return, whose number begins with C.</param>
/// <param name="Date">When.</param>
/// <param name="Quantity">How many pieces.</param>
/// <param name="Price">The price of one.</param>
internal sealed record SampleOrder(string Customer, string Invoice, DateTime Date, int Quantity, double Price);

/// <summary>Makes the orders of synthetic customers; the same count and seed give the same orders.</summary>
internal static class SampleOrders
{
    private const int FirstInvoice = 100_001;
    private const int MinutesOfADay = 24 * 60;
    private const int LargestQuantity = 4;
    private const double ShareOfReturns = 0.02;

    /// <summary>The day that the sample customers are seen from: fixed, so that a sample does not depend on when it is made.</summary>
    private static readonly DateTime AsOf = new(2026, 1, 1);

    /// <summary>Makes orders, customer by customer.</summary>
    /// <param name="customers">How many customers.</param>
    /// <param name="seed">Where random draws begin.</param>
    public static IEnumerable<SampleOrder> Make(int customers, long seed)
    {
        var random = new SeededRandom(seed + 1);
        var invoice = FirstInvoice;
        foreach (var customer in SampleCustomers.Make(customers, seed))
        {
            for (var purchase = 0; purchase < customer.Frequency; purchase++)
            {
                // The first and the last purchase are where the customer's tenure and recency say; the others lie between.
                var share = purchase == 0 ? 1 : purchase == customer.Frequency - 1 ? 0 : random.NextDouble();
                var daysAgo = customer.RecencyDays + (share * (customer.TenureDays - customer.RecencyDays));
                var date = AsOf.AddMinutes(-Math.Round(daysAgo * MinutesOfADay));
                var quantity = 1 + (int)(random.NextDouble() * LargestQuantity);
                var price = Math.Max(0.01, Math.Round(customer.Monetary / customer.Frequency / quantity, 2));
                yield return new SampleOrder(customer.CustomerId, $"{invoice}", date, quantity, price);
                if (random.NextDouble() < ShareOfReturns) yield return new SampleOrder(customer.CustomerId, $"C{invoice}", date.AddDays(1), -1, price);
                invoice++;
            }
        }
    }
}
