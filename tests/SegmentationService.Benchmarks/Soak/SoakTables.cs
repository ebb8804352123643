namespace SegmentationService.Benchmarks.Soak;

/// <summary>The tables that are trained on, and customers to ask for.</summary>
internal sealed class SoakTables
{
    public static readonly string[] Models = ["north", "south", "east", "west"];

    private SoakTables(byte[][] tables) => Tables = tables;

    /// <summary>CSV. Each training of one of them gives the same model.</summary>
    public byte[][] Tables { get; }

    /// <summary>Bodies of <c>/predict</c>.</summary>
    public string[] Customers { get; } = [.. Enumerable.Range(0, 16).Select(i =>
        $$"""{"customer_id": "P{{i}}", "recency_days": {{3 + (i * i)}}, "frequency": {{1 + (i * 7 % 40)}}, "monetary": {{20 + (i * 311 % 5000)}}, "tenure_days": {{30 + (i * 97 % 1100)}}}""")];

    /// <summary>Takes the samples of the service.</summary>
    public static async Task<SoakTables> FetchAsync(Uri address)
    {
        using var http = new HttpClient { BaseAddress = address };
        var tables = new byte[6][];
        for (var i = 0; i < tables.Length; i++) tables[i] = await http.GetByteArrayAsync($"/samples/customers?count={400 + (100 * i)}&seed={i + 1}");
        return new SoakTables(tables);
    }

    /// <summary>How many customers a table has.</summary>
    public int Rows(int table) => Tables[table].Count(b => b == (byte)'\n') - 1;
}
