using SegmentationService.Api.Storage.Disk;
using SegmentationService.Core;

namespace SegmentationService.Api.Jobs;

/// <summary>The jobs on the volume. Several processes may share it: each works on the jobs that it owns, and only the owner changes one.</summary>
/// <remarks>FORMAT.md beside this file describes the folder.</remarks>
internal sealed class JobFolders(JobOwners owners)
{
    private const string RecordFile = "job.json";
    private const string BodyFile = "body";
    private const string DeliveriesFile = "webhooks.json";

    /// <summary>Begins the folder of a job; its body is written to <see cref="BodyOf(string)"/>.</summary>
    /// <exception cref="IOException">The volume cannot be written.</exception>
    public AtomicDirectory Begin() => AtomicDirectory.Begin(owners.Open());

    /// <summary>Where the body of a job is written, or lies.</summary>
    public static string BodyOf(string folder) => Path.Combine(folder, BodyFile);

    /// <summary>Makes a job appear, body and record together. When it returns, both survive a loss of power.</summary>
    public void Publish(AtomicDirectory folder, JobRecord record)
    {
        DiskFlush.Write(Path.Combine(folder.Path, RecordFile), SealedJson.Write(record, JobJson.Strict.JobRecord));
        folder.Publish(Place(record.Id));
    }

    /// <summary>Replaces the record of a job.</summary>
    public void Save(JobRecord record) =>
        AtomicDirectory.ReplaceFile(Path.Combine(Place(record.Id), RecordFile), SealedJson.Write(record, JobJson.Strict.JobRecord));

    /// <summary>Notes beside a job what is still to be told of its end.</summary>
    public void Save(DeliveriesRecord deliveries) =>
        AtomicDirectory.ReplaceFile(Path.Combine(Place(deliveries.Job), DeliveriesFile), SealedJson.Write(deliveries, DeliveryJson.Strict.DeliveriesRecord));

    /// <summary>Whether something is to be told of the end of a job, or will be when it has ended.</summary>
    public bool HasDeliveries(Guid id) => File.Exists(Path.Combine(Place(id), DeliveriesFile));

    /// <summary>What is still to be told of the end of a job.</summary>
    /// <returns>Null when that is nothing.</returns>
    /// <exception cref="CorruptModelException">It is damaged, or of a newer format.</exception>
    public DeliveriesRecord? LoadDeliveries(Guid id)
    {
        var folder = Place(id);
        try
        {
            if (!HasDeliveries(id)) return null;
            var read = SealedJson.Read(StoredFile.ReadAll(folder, DeliveriesFile), DeliveriesFile, DeliveriesRecord.NewestFormat, DeliveryJson.Strict.DeliveriesRecord);
            if (read.Job != id) throw new CorruptModelException($"{DeliveriesFile} is that of the job {read.Job}.");
            return read with { Checksum = SealedJson.Blank };
        }
        catch (CorruptModelException)
        {
            if (!HasDeliveries(id)) return null; // removed meanwhile
            throw;
        }
    }

    /// <summary>Notes that nothing is to be told of a job any more.</summary>
    public void RemoveDeliveries(Guid id) => AtomicDirectory.TryRemove(Path.Combine(Place(id), DeliveriesFile));

    /// <summary>Opens the body of a job.</summary>
    /// <exception cref="CorruptModelException">It is not there, or cannot be read.</exception>
    public FileStream OpenBody(Guid id) => StoredFile.Open(Place(id), BodyFile);

    /// <summary>Removes the body of a job that has ended.</summary>
    public void RemoveBody(Guid id) => AtomicDirectory.TryRemove(BodyOf(Place(id)));

    /// <summary>Removes a job; does nothing when it is not there.</summary>
    /// <exception cref="IOException">The volume cannot be written.</exception>
    public void Remove(Guid id)
    {
        if (Exists(id)) AtomicDirectory.Delete(Place(id));
    }

    /// <summary>Whether there is a job, whatever its state.</summary>
    public bool Exists(Guid id) => Directory.Exists(Place(id));

    /// <summary>The ids of all jobs there are.</summary>
    public IEnumerable<Guid> Ids() => Directory.Exists(owners.Root)
        ? Directory.EnumerateDirectories(owners.Root).Select(path => Guid.TryParseExact(Path.GetFileName(path), "D", out var id) ? id : default).Where(id => id != default)
        : [];

    /// <summary>Reads the record of a job.</summary>
    /// <returns>Null when there is no such job.</returns>
    /// <exception cref="CorruptModelException">It is damaged, or of a newer format.</exception>
    public JobRecord? Load(Guid id)
    {
        var folder = Place(id);
        try
        {
            if (!Directory.Exists(folder)) return null;
            var read = SealedJson.Read(StoredFile.ReadAll(folder, RecordFile), RecordFile, JobRecord.NewestFormat, JobJson.Strict.JobRecord);
            if (read.Id != id) throw new CorruptModelException($"{RecordFile} is that of the job {read.Id}.");
            return read with { FormatVersion = JobRecord.NewestFormat, Checksum = SealedJson.Blank }; // it will be saved again, with another content
        }
        catch (CorruptModelException)
        {
            if (!Directory.Exists(folder)) return null; // removed meanwhile
            throw;
        }
    }

    /// <summary>Removes what was removed by halves.</summary>
    public void Sweep()
    {
        foreach (var path in Directory.EnumerateDirectories(owners.Root))
            if (AtomicDirectory.IsLeftover(path)) AtomicDirectory.TryRemove(path);
    }

    private string Place(Guid id) => Path.Combine(owners.Root, id.ToString());
}
