using Microsoft.Extensions.DependencyInjection;
using SegmentationService.Api.Training;
using SegmentationService.Core;
using SegmentationService.Core.Clustering.Passes;

namespace SegmentationService.Api.Tests.Training;

/// <summary>Protects that a training whose points lie in a file, and whose passes other replicas do, gives the model of one process, and leaves nothing behind.</summary>
public class SharedPointsTests
{
    private const string Query = "?maxClusters=4&restarts=2&parent=none";

    [Fact]
    public async Task Train_PassesOfOtherReplicas_IsTheModelOfOneProcess()
    {
        await using var alone = new SegmentationApp();
        var expected = (await alone.TrainedAsync(Tables.Shop(1_000), Query)).Text("fingerprint");
        var carrier = new HeldHere();
        await using var app = Replicas(carrier, ("Training:SharedFrom", "1000"), ("Training:CustomersOfPart", "130"));

        var trained = await app.TrainedAsync(Tables.Shop(1_000), Query);
        var asked = carrier.Asked;
        await app.TrainedAsync(Tables.Shop(999), Query);

        // 192 customers are the fewest whole blocks that 130 fit in.
        Assert.Equal((expected, 6), (trained.Text("fingerprint"), carrier.Opened));
        Assert.Equal((await alone.GetAsync("/models/default/versions/1/customers")).Text, (await app.GetAsync("/models/default/versions/1/customers")).Text);
        Assert.Equal((0, asked), (carrier.Held, carrier.Asked));
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(app.Folder.Path, "points")));
    }

    [Fact]
    public async Task Train_ReplicaThatHasNoRoom_IsNamedAndNothingIsLeft()
    {
        var carrier = new HeldHere { Budget = new MemoryBudget("memory", "Memory:BudgetBytes", 1_000, 1_000) };
        await using var app = Replicas(carrier, ("Training:SharedFrom", "1"));

        (await app.TrainAsync(Tables.Shop(500), Query)).ExpectProblem(503, "replica-failed", "10.0.0.7:11111", "Memory:BudgetBytes");

        Assert.Empty(Directory.EnumerateFiles(Path.Combine(app.Folder.Path, "points")));
        Assert.Equal(404, (await app.GetAsync("/models/default")).Status);
    }

    [Fact]
    public async Task Train_ReplicaWithoutTheVolume_IsNamed()
    {
        using var other = new Storage.TemporaryFolder();
        await using var app = Replicas(new HeldHere { Root = other.Path }, ("Training:SharedFrom", "1"));

        (await app.TrainAsync(Tables.Shop(500), Query)).ExpectProblem(503, "replica-failed", "10.0.0.7:11111", "the same volume as Storage:Path");
    }

    /// <summary>Points of a process that was killed are removed with the next; those of one that lives are not.</summary>
    [Fact]
    public async Task Create_FileOfAProcessThatDied_IsRemoved()
    {
        await using var app = new SegmentationApp();
        var files = app.Services.GetRequiredService<PointsFiles>();
        using var living = files.Create(100, 2);
        var folder = Path.Combine(app.Folder.Path, "points");
        var left = Path.Combine(folder, $"{Guid.NewGuid():N}.points");
        await File.WriteAllBytesAsync(left, [1, 2, 3]);

        using var next = files.Create(100, 2);

        Assert.False(File.Exists(left));
        Assert.Equal(2, Directory.EnumerateFiles(folder, "*.points").Count());
        living.Points[99, 1] = 3;
        Assert.Equal(3, living.Points[99, 1]);
    }

    private static SegmentationApp Replicas(HeldHere carrier, params (string, string)[] settings) => new(
        services => services.AddSingleton<IPartCarrier>(provider =>
        {
            carrier.Files ??= carrier.Root is null ? provider.GetRequiredService<PointsFiles>() : new PointsFiles(Microsoft.Extensions.Options.Options.Create(new Api.Storage.StorageOptions { Path = carrier.Root }));
            return carrier;
        }),
        settings);

    /// <summary>Replicas that are this process: each question is answered by a holder of its own, as after the loss of the one before.</summary>
    private sealed class HeldHere : IPartCarrier
    {
        private readonly HashSet<PartSource> _held = [];
        private readonly Lock _changing = new();

        public PointsFiles? Files { get; set; }

        public string? Root { get; init; }

        public MemoryBudget Budget { get; init; } = new("memory", "Memory:BudgetBytes", 1L << 30, 1L << 30);

        public int Asked { get; private set; }

        public int Opened { get; private set; }

        public int Held => _held.Count;

        public Parallelism Asking(CancellationToken cancellation) => new(3, cancellation);

        public byte[] Ask(PartSource part, byte[] question, CancellationToken cancellation)
        {
            lock (_changing)
            {
                Asked++;
                if (_held.Add(part)) Opened++;
            }

            try
            {
                using var holder = new PointsHolders(Files!, Budget, Parallelism.None).Open(part.Description);
                return holder.Answer(question, cancellation);
            }
            catch (Exception e) when (e is SegmentationException or InvalidDataException)
            {
                throw new PartFailedException("10.0.0.7:11111", e.Message);
            }
        }

        public void Drop(PartSource part) => _held.Remove(part);
    }
}
