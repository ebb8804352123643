namespace SegmentationService.Api.Tests.Fuzzing;

/// <summary>A table: a name for each column, and cells as they are written in the body.</summary>
internal sealed record FuzzTable(string[] Names, string[][] Rows)
{
    private const int ManyRows = 300; // past those that decide whether a column may be the id

    private static readonly string[] Behaviour = ["recency_days", "frequency", "monetary", "tenure_days"];

    private static readonly string[] AnyNames =
    [
        "a", "b", "c", "d", "id", "customer_id", "CustomerID", "A", "é", "x y", " padded ", "two\nlines", "q\"uote", "co,mma", "__proto__", "segment", "name", "confidence",
        "value_score", "ltv_proxy", "recency", "orders", "spend", "1", "=1+1", "😀", "toString", "customers", "message",
    ];

    public static FuzzTable Make(FuzzRandom random)
    {
        var height = random.OneIn(200) ? ManyRows + random.Next(20) : random.OneIn(4) ? random.Next(1, 4) : random.Next(2, 25);
        var names = random.OneIn(3) ? [.. Behaviour[..random.Next(3, 5)], .. AnyNamesOf(random, random.Next(3))] : AnyNamesOf(random, random.Next(1, 7));
        if (random.OneIn(4)) random.Shuffle(names);
        var columns = Array.ConvertAll(names, _ => FuzzColumns.Make(random, height));
        var rows = Enumerable.Range(0, height).Select(row => Array.ConvertAll(columns, column => column[row])).ToArray();
        if (random.OneIn(6)) Repeat(random, rows);
        return new FuzzTable(names, rows);
    }

    private static string[] AnyNamesOf(FuzzRandom random, int count)
    {
        var names = new string[count];
        for (var i = 0; i < count; i++)
        {
            names[i] = random.OneIn(40) ? "" : random.Pick(AnyNames);
            // A name that is taken stays so only now and then: the table would be refused.
            if (Array.IndexOf(names, names[i], 0, i) >= 0 && !random.OneIn(20)) names[i] += i;
        }

        return names;
    }

    /// <summary>Makes many rows equal.</summary>
    private static void Repeat(FuzzRandom random, string[][] rows)
    {
        var distinct = random.Next(1, 4);
        for (var row = distinct; row < rows.Length; row++) rows[row] = rows[random.Next(distinct)];
    }
}
