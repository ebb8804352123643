using System.IO.Compression;
using SegmentationService.Benchmarks.Siege;

namespace SegmentationService.Benchmarks.Soak;

/// <summary>Those who mean no good, among the others: all bodies of a siege, made small, slow writers and slow readers with them, and what must be refused whatever else goes on.</summary>
/// <param name="address">The service.</param>
internal sealed class SoakStrangers(Uri address)
{
    /// <summary>Of the sizes that ended services: the soak asks what stays, not what ends it.</summary>
    private const double Scale = 0.02;

    private static readonly SiegeBody[] Refused = [Forged(), CrossOrigin(), Damaged()];

    private readonly SiegeLog _log = new();
    private readonly SiegeBody[] _bodies = [.. SiegeBodies.OfPredictions(Scale), .. SiegeBodies.OfTrainings(Scale), .. Refused, .. Refused];

    /// <summary>What was sent, and what became of it.</summary>
    public SortedDictionary<string, object> Figures => _log.Figures;

    /// <summary>What must not have been answered.</summary>
    public IEnumerable<string> Wrong =>
        from outcome in _log.Outcomes
        where outcome.Outcome is "500" || (Refused.Any(body => body.Name == outcome.Name) && outcome.Outcome.StartsWith('2'))
        select $"'{outcome.Name}' was answered with {outcome.Outcome}.";

    /// <summary>Trains the models that the bodies ask for.</summary>
    /// <param name="tables">For the default model.</param>
    public async Task PrepareAsync(SoakTables tables)
    {
        using var http = new HttpClient { BaseAddress = address };
        foreach (var (model, table) in ((string, byte[])[])[("default", tables.Tables[0]), (SiegeBodies.WideModel, SiegeBodies.WideTable())]) await TrainAsync(model, table);

        async Task TrainAsync(string model, byte[] table)
        {
            using var answer = await http.PostAsync($"/train?model={model}&clusters=2&restarts=1", Commands.ServiceProcess.Csv(table));
            answer.EnsureSuccessStatusCode();
        }
    }

    /// <summary>One of them.</summary>
    public Task RunAsync(int seed, CancellationToken end) => new SiegeClient(address, key: "", _bodies, _log, seed).RunAsync(end);

    /// <summary>An archive whose model no training made: its manifest knows nothing of it.</summary>
    private static SiegeBody Forged()
    {
        using var content = new MemoryStream();
        using (var zip = new ZipArchive(content, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, text) in (ReadOnlySpan<(string, string)>)[("manifest.json", """{"formatVersion": 2, "model": "north", "version": 1}"""), ("model.json", "{}"), ("../../lock", "mine")])
            {
                using var writer = new StreamWriter(zip.CreateEntry(name).Open());
                writer.Write(text);
            }
        }

        return new SiegeBody("a forged archive", "/models/north/import", "application/zip", content.ToArray());
    }

    private static SiegeBody CrossOrigin() =>
        new("a training by a page of another origin", "/train?model=north", "text/plain", "recency_days,frequency\n1,2\n3,4\n9,9\n"u8.ToArray()) { Origin = "https://stranger.example" };

    /// <summary>A table whose second member of gzip is cut.</summary>
    private static SiegeBody Damaged()
    {
        using var content = new MemoryStream();
        for (var member = 0; member < 2; member++)
        {
            using var gzip = new GZipStream(content, CompressionLevel.Fastest, leaveOpen: true);
            gzip.Write(member == 0 ? "recency_days,frequency\n1,2\n3,4\n9,9\n"u8 : "4,4\n5,5\n"u8);
        }

        return new SiegeBody("a table whose end is cut off", "/train?model=north&clusters=2", "text/csv", content.ToArray()[..^6]) { Encoding = "gzip" };
    }
}
