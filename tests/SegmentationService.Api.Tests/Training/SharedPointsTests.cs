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

    /// <summary>1,000 customers are six parts of at most 192: 3 replicas with room for two each are enough, and one with room for one makes them too few.</summary>
    [Fact]
    public async Task Train_ReplicasHaveNoRoom_IsRefusedWithTheNumberThatWouldDo()
    {
        await using var alone = new SegmentationApp();
        var features = (await alone.TrainAsync(Tables.Shop(1_000), Query + "&dryRun=true")).Expect(200).Items("features").Length;
        var part = 192L * 4 * (features + 1);
        var carrier = new HeldHere { Replicas = [new("a", 2 * part, 9 * part), new("b", (2 * part) - 1, 9 * part), new("c", 2 * part, 9 * part)] };
        await using var app = Replicas(carrier, ("Training:SharedFrom", "1000"), ("Training:CustomersOfPart", "130"));

        var refused = await app.TrainAsync(Tables.Shop(1_000), Query);
        carrier.Replicas = [new("a", 2 * part, 2 * part), new("b", 2 * part, 2 * part)];
        var fewer = await app.TrainAsync(Tables.Shop(1_000), Query);
        carrier.Replicas = [new("a", part - 1, 2 * part), new("b", part, 2 * part), new("c", part, 2 * part)];
        var busy = await app.TrainAsync(Tables.Shop(1_000), Query);
        carrier.Replicas = [new("a", part - 1, part - 1)];
        var large = await app.TrainAsync(Tables.Shop(1_000), Query);

        refused.ExpectProblem(507, "replicas-too-few", "6 parts", "6 replicas like it");
        fewer.ExpectProblem(507, "replicas-too-few", "6 parts", "2 replicas", "3 replicas like it");
        busy.ExpectProblem(507, "replicas-too-few", "enough when other work has ended");
        large.ExpectProblem(507, "replicas-too-few", "1 replica ", "Training:CustomersOfPart");
        Assert.Equal((2, 3), (fewer.Json.Int("replicas"), fewer.Json.Int("needed")));
        Assert.Equal(0, carrier.Asked);
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(app.Folder.Path, "points")));
        carrier.Replicas = [new("a", 2 * part, 2 * part), new("b", 2 * part, 2 * part), new("c", 2 * part, 2 * part)];
        await app.TrainedAsync(Tables.Shop(1_000), Query);
    }

    /// <summary>Every basket is 50, so a derived feature is left out once it is known: the points with it are removed before the passes, and not at the end.</summary>
    [Fact]
    public async Task Train_FeatureLeftOut_HasOneFileOfPointsWhilePassesAreMade()
    {
        var carrier = new HeldHere();
        await using var app = Replicas(carrier, ("Training:SharedFrom", "1"));
        carrier.Folder = Path.Combine(app.Folder.Path, "points");
        var rows = Enumerable.Range(1, 60).Select(i => $"c{i},{i * 7 % 50},{(i * i % 9) + 1},{50 * ((i * i % 9) + 1)}");

        var trained = await app.TrainedAsync(Body.Csv("id,recency,frequency,monetary\n" + string.Join('\n', rows)), Query);

        Assert.Contains(trained.Items("notices"), notice => notice.Text("code") == "feature_left_out");
        Assert.Equal(1, carrier.MostFiles);
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

        public ReplicaRoom[] Replicas { get; set; } = [new("10.0.0.7:11111", 1L << 30, 1L << 30)];

        /// <summary>Where files of points are counted as questions come.</summary>
        public string? Folder { get; set; }

        public int MostFiles { get; private set; }

        public IReadOnlyList<ReplicaRoom> Rooms(CancellationToken cancellation) => Replicas;

        public Parallelism Asking(CancellationToken cancellation) => new(3, cancellation);

        public byte[] Ask(PartSource part, byte[] question, CancellationToken cancellation)
        {
            lock (_changing)
            {
                Asked++;
                if (Folder is not null) MostFiles = Math.Max(MostFiles, Directory.EnumerateFiles(Folder, "*.points").Count());
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

        public byte[] AskAll(IReadOnlyList<PartSource> parts, byte[] question, CancellationToken cancellation) =>
            parts.Select(part => Ask(part, question, cancellation)).Aggregate(PartAnswers.Add);

        public void Drop(PartSource part) => _held.Remove(part);
    }
}
