using System.Globalization;
using System.Text.Json.Serialization.Metadata;
using SegmentationService.Api.Storage.Disk;
using SegmentationService.Core;

namespace SegmentationService.Api.Jobs;

/// <summary>What lies in the folder of a scoring job besides its record. Every process that shares the volume takes parts, and writes what came of those that it holds; the rest is the owner's.</summary>
/// <remarks>FORMAT.md beside this file describes the folder.</remarks>
internal sealed class BatchFolders(JobOwners owners)
{
    private const string PlanFile = "batch.json";
    private const string ResultFile = "answers.json";
    private const string PartsFolder = "parts";
    private const string PublishingFile = "publishing";
    private const string PartEnding = ".json";
    private const string LeaseEnding = ".lock";
    private const string AttemptsEnding = ".attempts";

    /// <summary>Writes the plan of a job that is about to appear.</summary>
    /// <param name="folder">The folder of the job, which has no name yet.</param>
    /// <param name="plan">The plan.</param>
    public static void Write(string folder, BatchPlan plan)
    {
        DiskFlush.Write(Path.Combine(folder, PlanFile), SealedJson.Write(plan, BatchJson.Strict.BatchPlan));
        Directory.CreateDirectory(Path.Combine(folder, PartsFolder));
    }

    /// <summary>The plan of a job.</summary>
    /// <exception cref="CorruptModelException">It is not there, damaged, or of a newer format.</exception>
    public BatchPlan LoadPlan(Guid job) => Whole(Read(Place(job), PlanFile, BatchPlan.NewestFormat, BatchJson.Strict.BatchPlan), PlanFile, plan => plan.Job == job);

    /// <summary>Keeps what a job has made.</summary>
    public void Save(BatchResult result) => AtomicDirectory.ReplaceFile(Path.Combine(Place(result.Job), ResultFile), SealedJson.Write(result, BatchJson.Strict.BatchResult));

    /// <summary>What a job has made.</summary>
    /// <exception cref="CorruptModelException">It is not there, damaged, or of a newer format.</exception>
    public BatchResult LoadResult(Guid job) => Whole(Read(Place(job), ResultFile, BatchResult.NewestFormat, BatchJson.Strict.BatchResult), ResultFile, result => result.Job == job);

    /// <summary>The numbers of the parts of which something has come.</summary>
    public IEnumerable<int> Ended(Guid job) => Directory.Exists(Parts(job))
        ? Directory.EnumerateFiles(Parts(job), "*" + PartEnding).Select(path => int.TryParse(Path.GetFileNameWithoutExtension(path), NumberStyles.None, CultureInfo.InvariantCulture, out var part) ? part : -1).Where(part => part >= 0)
        : [];

    /// <summary>Whether something has come of a part.</summary>
    public bool HasEnded(Guid job, int part) => File.Exists(At(job, part, PartEnding));

    /// <summary>What came of a part.</summary>
    /// <exception cref="CorruptModelException">It is damaged, or of a newer format.</exception>
    public BatchPart LoadPart(Guid job, int part)
    {
        var file = Name(part, PartEnding);
        return Whole(Read(Parts(job), file, BatchPart.NewestFormat, BatchJson.Strict.BatchPart), file, read => read.Job == job && read.Part == part);
    }

    /// <summary>Writes what came of a part, which the caller holds.</summary>
    public void Save(BatchPart part) => AtomicDirectory.ReplaceFile(At(part.Job, part.Part, PartEnding), SealedJson.Write(part, BatchJson.Strict.BatchPart));

    /// <summary>Takes a part, unless somebody has it: until it is given back, or the process ends, however it ends.</summary>
    /// <returns>Null when somebody has it, or the job has ended.</returns>
    public FileLock? TryTake(Guid job, int part)
    {
        try
        {
            return FileLock.TryTake(At(job, part, LeaseEnding));
        }
        catch (DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>How often the work on a part was begun, and ended with the process. The caller holds the part.</summary>
    public int Attempts(Guid job, int part)
    {
        var path = At(job, part, AttemptsEnding);
        return File.Exists(path) && int.TryParse(File.ReadAllText(path), NumberStyles.None, CultureInfo.InvariantCulture, out var attempts) ? attempts : 0;
    }

    /// <summary>Notes it. Survives the end of the process; a loss of power may take it away, which is no end of the process that the part had brought about.</summary>
    public void SetAttempts(Guid job, int part, int attempts) => File.WriteAllText(At(job, part, AttemptsEnding), attempts.ToString(CultureInfo.InvariantCulture));

    /// <summary>Whether the answers of a job were begun to be given their names.</summary>
    public bool IsBeingPublished(Guid job) => File.Exists(Path.Combine(Parts(job), PublishingFile));

    /// <summary>Notes that they are about to be. When it returns, that survives a loss of power.</summary>
    public void BeginPublishing(Guid job) => AtomicDirectory.ReplaceFile(Path.Combine(Parts(job), PublishingFile), []);

    /// <summary>Whether there is something left to tidy up of a job.</summary>
    public bool HasParts(Guid job) => Directory.Exists(Parts(job));

    /// <summary>Removes all that tells of parts, once nobody holds one. The job has ended: who takes a part after that sees it, and gives it back.</summary>
    /// <param name="job">The job.</param>
    /// <param name="tidy">Removes what the parts have left elsewhere; tells whether it could.</param>
    public void TidyUp(Guid job, Func<bool> tidy)
    {
        if (!HasParts(job)) return;
        foreach (var lease in Directory.EnumerateFiles(Parts(job), "*" + LeaseEnding))
        {
            using var free = FileLock.TryTake(lease);
            if (free is null) return; // whoever holds it is about to see that the job has ended; then this is done again
        }

        if (tidy()) AtomicDirectory.TryRemove(Parts(job));
    }

    private static T Read<T>(string folder, string file, int newest, JsonTypeInfo<T> type) => SealedJson.Read(StoredFile.ReadAll(folder, file), file, newest, type);

    private static T Whole<T>(T read, string file, Func<T, bool> isOwn) => isOwn(read) ? read : throw new CorruptModelException($"{file} is that of another job or part.");

    private static string Name(int part, string ending) => part.ToString(CultureInfo.InvariantCulture) + ending;

    private string Place(Guid job) => Path.Combine(owners.Root, job.ToString());

    private string Parts(Guid job) => Path.Combine(Place(job), PartsFolder);

    private string At(Guid job, int part, string ending) => Path.Combine(Parts(job), Name(part, ending));
}
