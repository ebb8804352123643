namespace SegmentationService.Benchmarks.Soak;

/// <summary>What goes wrong in the folder of a store while it is used: strangers in it, damaged versions, and a full disk.</summary>
/// <param name="store">The folder.</param>
/// <param name="fills">Whether to fill its file system.</param>
/// <param name="log">Learns when the disk is full.</param>
internal sealed class StoreFaults(string store, bool fills, SoakLog log)
{
    /// <summary>A version that no training has made; asking for it is refused.</summary>
    public const int Damaged = 900_000_000;

    private static readonly TimeSpan Full = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(17);

    /// <summary>How many there were.</summary>
    public int Count { get; private set; }

    public async Task RunAsync(CancellationToken end)
    {
        try
        {
            while (true)
            {
                await Task.Delay(Rest, end);
                Stray();
                if (fills) await FillAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // The end.
        }
    }

    /// <summary>A folder that is no model, and a copy of a version under a number that is not its own and with a byte less.</summary>
    private void Stray()
    {
        var models = Path.Combine(store, "models");
        Directory.CreateDirectory(Path.Combine(models, "lost+found"));
        File.WriteAllText(Path.Combine(models, "lost+found", "note.txt"), "not ours");
        var model = Path.Combine(models, SoakTables.Models[0]);
        var damaged = Path.Combine(model, Damaged.ToString(System.Globalization.CultureInfo.InvariantCulture));
        if (Directory.Exists(damaged)) Directory.Delete(damaged, recursive: true);
        else
        {
            try
            {
                var source = Directory.GetDirectories(model).First(folder => int.TryParse(Path.GetFileName(folder), out _));
                Directory.CreateDirectory(damaged);
                foreach (var file in Directory.GetFiles(source)) File.WriteAllBytes(Path.Combine(damaged, Path.GetFileName(file)), File.ReadAllBytes(file)[..^1]);
            }
            catch (IOException)
            {
                // The version was deleted meanwhile: half a copy is a fault as well.
            }
        }

        Count += 2;
    }

    private async Task FillAsync()
    {
        var filler = Path.Combine(store, "filler");
        log.DiskIsFull = true;
        var until = DateTime.UtcNow + Full;
        var zeros = new byte[1 << 16];
        await using (var file = new FileStream(filler, FileMode.Create, FileAccess.Write, FileShare.None, 1))
        {
            while (DateTime.UtcNow < until)
            {
                try
                {
                    file.Write(zeros);
                }
                catch (IOException)
                {
                    if (zeros.Length > 1) zeros = new byte[Math.Max(1, zeros.Length / 4)];
                    else await Task.Delay(20);
                }
            }
        }

        File.Delete(filler);
        Count++;
        log.DiskIsFull = false;
    }
}
