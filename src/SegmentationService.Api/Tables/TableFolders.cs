using Microsoft.Extensions.Options;
using SegmentationService.Api.Storage;
using SegmentationService.Api.Storage.Disk;
using SegmentationService.Core;

namespace SegmentationService.Api.Tables;

/// <summary>The tables on the volume. Several processes may share it: they change the folder in turns, by a lock on it, and read without.</summary>
/// <remarks>FORMAT.md beside this file describes the folder.</remarks>
internal sealed class TableFolders(IOptions<StorageOptions> storage)
{
    private const string LockFile = "lock";
    private const string RecordFile = "table.json";
    private const string BodyFile = "body";

    private readonly string _root = Path.Combine(Path.GetFullPath(storage.Value.Path), "tables");

    /// <summary>Begins the folder of a table; its body is written to <see cref="BodyOf"/>.</summary>
    /// <exception cref="IOException">The volume cannot be written.</exception>
    public AtomicDirectory Begin()
    {
        AtomicDirectory.Create(_root);
        using var turn = FileLock.Take(_root, LockFile);
        return AtomicDirectory.Begin(_root);
    }

    /// <summary>Where the body of a table is written, or lies.</summary>
    /// <param name="folder">The folder of the table.</param>
    public static string BodyOf(string folder) => Path.Combine(folder, BodyFile);

    /// <summary>Makes a table appear, body and record together. When it returns, both survive a loss of power.</summary>
    /// <param name="folder">With the body.</param>
    /// <param name="record">What is known of the table.</param>
    /// <param name="check">Looks at all tables there are, and throws where there is no room for another.</param>
    public void Publish(AtomicDirectory folder, TableRecord record, Action<IReadOnlyList<TableRecord>> check)
    {
        DiskFlush.Write(Path.Combine(folder.Path, RecordFile), SealedJson.Write(record, TableJson.Strict.TableRecord));
        folder.Flush(); // outside of the lock: a large body takes its time
        using var turn = FileLock.Take(_root, LockFile);
        check(All());
        folder.Publish(Place(record.Id));
    }

    /// <summary>Reads what is known of a table.</summary>
    /// <param name="id">Its id.</param>
    /// <returns>Null when there is no such table.</returns>
    /// <exception cref="CorruptModelException">Its record is damaged, or of a newer format.</exception>
    public TableRecord? Load(string id)
    {
        var folder = Place(id);
        try
        {
            if (!Directory.Exists(folder)) return null;
            var read = SealedJson.Read(StoredFile.ReadAll(folder, RecordFile), RecordFile, TableRecord.NewestFormat, TableJson.Strict.TableRecord);
            return read.Id == id ? read : throw new CorruptModelException($"{RecordFile} is that of the table {read.Id}.");
        }
        catch (CorruptModelException)
        {
            if (!Directory.Exists(folder)) return null; // removed meanwhile
            throw;
        }
    }

    /// <summary>The same, where a record that cannot be read is as good as none.</summary>
    /// <param name="id">Its id.</param>
    public TableRecord? TryLoad(string id)
    {
        try
        {
            return Load(id);
        }
        catch (CorruptModelException)
        {
            return null;
        }
    }

    /// <summary>All tables that can be read, in no order.</summary>
    public IReadOnlyList<TableRecord> All() => [.. Ids().Select(TryLoad).OfType<TableRecord>()];

    /// <summary>Opens the body of a table.</summary>
    /// <param name="id">Its id.</param>
    /// <exception cref="CorruptModelException">It is not there, or cannot be read.</exception>
    public FileStream OpenBody(string id) => StoredFile.Open(Place(id), BodyFile);

    /// <summary>Whether there is a table, whatever its state.</summary>
    /// <param name="id">Its id.</param>
    public bool Exists(string id) => Directory.Exists(Place(id));

    /// <summary>Removes a table with all that is in it.</summary>
    /// <param name="id">Its id.</param>
    /// <returns>Whether it was there.</returns>
    /// <exception cref="IOException">The volume cannot be written.</exception>
    public bool Remove(string id)
    {
        if (!Exists(id)) return false;
        using var turn = FileLock.Take(_root, LockFile);
        if (!Exists(id)) return false;
        AtomicDirectory.Delete(Place(id));
        return true;
    }

    /// <summary>Removes what a crash has left by halves; what another process is writing stays.</summary>
    public void SweepLeftovers()
    {
        if (!Directory.Exists(_root)) return;
        using var turn = FileLock.Take(_root, LockFile);
        foreach (var path in Directory.EnumerateDirectories(_root).Where(path => AtomicDirectory.IsLeftover(path) && !AtomicDirectory.IsBeingWritten(path)).ToArray())
            AtomicDirectory.TryRemove(path);
    }

    /// <summary>The tables that cannot be read, or whose body has another length than was received: they could neither be used nor expire.</summary>
    public IReadOnlyList<string> Damaged() =>
        [.. Ids().Where(id => Exists(id) && !(TryLoad(id) is { } record && new FileInfo(BodyOf(Place(id))) is { Exists: true } body && body.Length == record.Bytes))];

    private IEnumerable<string> Ids() => Directory.Exists(_root)
        ? Directory.EnumerateDirectories(_root).Select(path => Path.GetFileName(path)).Where(TableId.IsValid)
        : [];

    private string Place(string id) => Path.Combine(_root, id);
}
