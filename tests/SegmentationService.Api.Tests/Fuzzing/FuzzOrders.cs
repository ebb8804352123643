using System.Globalization;

namespace SegmentationService.Api.Tests.Fuzzing;

/// <summary>Logs of orders: lines of a few customers, with dates in every notation and with what goes wrong in such logs.</summary>
internal static class FuzzOrders
{
    private static readonly string[][] Headers =
    [
        ["CustomerID", "InvoiceNo", "InvoiceDate", "Quantity", "UnitPrice"],
        ["customer", "order_id", "date", "amount"],
        ["customer_id", "order_date", "amount"],
        ["c", "i", "d", "q", "p"],
    ];

    private static readonly string[] DateFormats =
    [
        "yyyy-MM-dd", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:ss.fff'+02:00'", "yyyyMMdd", "d/M/yyyy H:mm", "M/d/yyyy", "dd-MM-yyyy", "dd.MM.yyyy", "d-MMM-yy", "MMM d, yyyy", "d/M/yy",
    ];

    private static readonly string[] OddDates = ["", "NA", "0", "yesterday", "31/02/2011", "2011-13-01", "9999-12-31", "0001-01-01", "1e9", "2011-06-01 25:00", "99/99/9999"];

    /// <summary>The lines.</summary>
    public static FuzzTable Make(FuzzRandom random)
    {
        var names = random.Pick(Headers);
        var (format, oddDates, customers, isDirty) = (random.Pick(DateFormats), random.OneIn(4), random.Next(1, 12), random.OneIn(2));
        var ids = random.Pick<Func<int, string>>(i => $"C{i:000}", i => (17_850 + i).ToString(CultureInfo.InvariantCulture), i => $"{17_850 + i}.0", i => random.OneIn(6) ? "" : $"é{i}");
        var rows = new string[random.Next(1, 40)][];
        for (var row = 0; row < rows.Length; row++) rows[row] = Array.ConvertAll(names, name => Cell(random, name, format, oddDates, ids(random.Next(customers)), isDirty));
        return new FuzzTable(names, rows);
    }

    private static string Cell(FuzzRandom random, string name, string format, bool oddDates, string id, bool isDirty) => name switch
    {
        "CustomerID" or "customer" or "customer_id" or "c" => id,
        "InvoiceNo" or "order_id" or "i" => isDirty && random.OneIn(10) ? random.Pick("", "C53", "c53", "x") : (500 + random.Next(20)).ToString(CultureInfo.InvariantCulture),
        "InvoiceDate" or "date" or "order_date" or "d" => oddDates && random.OneIn(6)
            ? random.Pick(OddDates)
            : new DateTime(2011, 1, 1, 0, 0, 0, DateTimeKind.Unspecified).AddMinutes(random.Next(600 * 24 * 60)).ToString(format, CultureInfo.InvariantCulture),
        "Quantity" or "q" => isDirty && random.OneIn(6) ? random.Pick("0", "-3", "", "1e12", "x", "1.5", "-1e60", "NaN") : random.Next(1, 20).ToString(CultureInfo.InvariantCulture),
        _ => isDirty && random.OneIn(6)
            ? random.Pick("0", "-9.99", "", "1e60", "1e-300", "$5", "1,50", "x", "∞", "123456789012345678901234567890")
            : (random.Next(1, 99_999) / 100.0).ToString("0.00", CultureInfo.InvariantCulture),
    };
}
