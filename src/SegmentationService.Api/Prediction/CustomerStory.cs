using System.IO.Compression;
using System.Text;
using Microsoft.Extensions.Options;
using SegmentationService.Api.Answers;
using SegmentationService.Api.Models;
using SegmentationService.Api.Reading;
using SegmentationService.Api.Storage;
using SegmentationService.Api.Storage.Format;
using SegmentationService.Api.Tables;
using SegmentationService.Core;

namespace SegmentationService.Api.Prediction;

/// <summary>Tells of one customer of a training: where it is and why, what would change that, and where the version before had it. The answer has the form of <see cref="CustomerResponse"/>.</summary>
/// <remarks>
/// The row is read from the kept table, in one pass by the threads of the batches: memory does not grow with the table. Where one customer alone has the id, the pieces of CSV without it are passed over.
/// </remarks>
internal sealed class CustomerStory(ModelStore store, KeptTables tables, CustomerIndexes indexes, BatchThreads threads, MemoryBudget budget, IOptions<ReadingOptions> reading)
{
    /// <summary>Finds a customer among those of a version.</summary>
    /// <param name="version">The version.</param>
    /// <param name="id">The id as the table has it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Whether the version is still there, and the customer, which is null where the version has none with the id.</returns>
    public async Task<(bool IsThere, TrainedCustomer? Customer)> FindAsync(StoredVersion version, string id, CancellationToken cancellationToken)
    {
        await using var file = await store.OpenCheckedPartAsync(version, CustomersPart.Part, cancellationToken);
        return file is null ? (false, null) : (true, await threads.RunAsync(parallelism => Task.FromResult(Find(version, file, id, parallelism)), cancellationToken));
    }

    /// <summary>Tells of a customer.</summary>
    /// <param name="version">The version.</param>
    /// <param name="id">The id as the table has it.</param>
    /// <param name="customer">What the version knows of it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The answer as JSON.</returns>
    public async Task<ReadOnlyMemory<byte>> TellAsync(StoredVersion version, string id, TrainedCustomer customer, CancellationToken cancellationToken)
    {
        var served = ServedVersion.Of(version);
        var prepared = PreparedAnswers.Of(served);
        var row = customer.Computed.Count > 0 ? Computed(served, customer) : await ReadRowAsync(served, id, customer, cancellationToken);
        var before = await BeforeAsync(version, id, cancellationToken);

        var answer = new AnswerBuffer();
        answer.Add("{\"id\":"u8);
        AddText(answer, id);
        answer.Add(","u8);
        prepared.SegmentOf(customer).AddJson(answer, customer.ToSegmentDistance());
        answer.Add(customer.IsOutlier ? ",\"outlier\":true"u8 : ",\"outlier\":false"u8);
        AddColumns(answer, row.Columns);
        if (row.Inputs is { } inputs) new ExplanationWriter(prepared).Add(answer, inputs, rival: null);
        else ExplanationWriter.AddNothing(answer);
        answer.Add(",\"before\":"u8);
        if (before is var (other, found))
        {
            answer.Add("{\"version\":"u8);
            answer.Add((long)other.Version.Stored.Version);
            answer.Add(","u8);
            other.SegmentOf(found).AddJson(answer, found.ToSegmentDistance());
            answer.Add("}"u8);
        }
        else answer.Add("null"u8);

        answer.Add(",\"table\":"u8);
        AddText(answer, row.Table);
        answer.Add(",\"note\":"u8);
        AddText(answer, row.Note);
        answer.Add("}"u8);
        return answer.Written.ToArray();
    }

    private TrainedCustomer? Find(StoredVersion version, FileStream file, string id, Parallelism parallelism)
    {
        var content = version.Content;
        if (indexes.Find(content) is { } known) return known.Find(file, id);
        if (CustomerIndex.Of(file, content.Customers, parallelism) is not { } index)
        {
            file.Position = 0;
            using var text = new GZipStream(file, CompressionMode.Decompress, leaveOpen: true);
            return TrainedCustomer.Find(text, id, parallelism.Cancellation);
        }

        indexes.Add(content, index);
        return index.Find(file, id);
    }

    private static void AddColumns(AnswerBuffer answer, IReadOnlyList<(string Name, string? Value)>? columns)
    {
        answer.Add(",\"columns\":"u8);
        if (columns is null)
        {
            answer.Add("null"u8);
            return;
        }

        for (var i = 0; i < columns.Count; i++)
        {
            answer.Add(i == 0 ? "{"u8 : ","u8);
            AddText(answer, columns[i].Name);
            answer.Add(":"u8);
            AddText(answer, columns[i].Value);
        }

        answer.Add(columns.Count == 0 ? "{}"u8 : "}"u8);
    }

    private static void AddText(AnswerBuffer answer, string? text)
    {
        if (text is null) answer.Add("null"u8);
        else answer.AddJson(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>What was computed of a log of orders, which the version has: no table is needed.</summary>
    private static CustomerRow Computed(ServedVersion version, TrainedCustomer customer)
    {
        var model = version.Stored.Model;
        var fields = new CustomerFields(model);
        foreach (var (column, value) in customer.Computed)
            fields.Set(version.Names.Find(Encoding.UTF8.GetBytes(OrderBatch.NameOf(column, model.FeatureSet.Parts))), Encoding.UTF8.GetBytes(value), isInvariant: true);
        return new CustomerRow([.. customer.Computed.Select(computed => (computed.Column, computed.Value.Length == 0 ? null : computed.Value))], fields.Inputs.ToArray(), version.Stored.Source?.Table, Note: null);
    }

    private async Task<CustomerRow> ReadRowAsync(ServedVersion version, string id, TrainedCustomer customer, CancellationToken cancellationToken)
    {
        if (version.Stored.Source?.Table is not { } table)
            return CustomerRow.Unknown("The table that the version was trained on was not kept, so that neither its columns nor reasons can be told: POST /tables keeps one, and POST /train?table=ID trains on it. POST /explain tells the reasons of a customer whose values are sent.");
        await using var open = await tables.TryOpenAsync(table, cancellationToken);
        if (open is null) return CustomerRow.Unknown($"The table {table} that the version was trained on is kept no longer, so that neither its columns nor reasons can be told. POST /explain tells the reasons of a customer whose values are sent.");
        return await ReadRowAsync(version, id, customer, open, cancellationToken)
            ?? CustomerRow.Unknown($"The kept table {table} does not have the customers of the version in their order, so that neither columns nor reasons can be told.");
    }

    private async Task<CustomerRow?> ReadRowAsync(ServedVersion version, string id, TrainedCustomer customer, OpenTable table, CancellationToken cancellationToken)
    {
        using var memory = budget.Open();
        var fields = new CustomerFields(version.Stored.Model);
        var utf8 = Encoding.UTF8.GetBytes(id);
        var idColumn = customer.IsOnly ? version.Stored.Model.FeatureSet.Parts.Id : null;
        List<(string Name, string? Value)>? columns = null;
        TrainedRows rows = null!;
        rows = new TrainedRows(version, reading.Value.ToTableLimits(), memory, Take, idColumn is null ? default : LongestAsItCame(utf8));
        await threads.RunAsync(
            async parallelism =>
            {
                await CustomerBody.ReadAsync(table.BodyFor(version.Stored.Source), rows, reading.Value, parallelism with { Memory = memory });
                return true;
            },
            cancellationToken);
        var isSame = idColumn is not null || (rows.Count == version.Stored.Content.Customers && (fields.CustomerId.IsEmpty || fields.CustomerId.SequenceEqual(utf8)));
        return columns is not null && isSame ? new CustomerRow(columns, fields.Inputs.ToArray(), table.Record.Id, Note: null) : null;

        bool IsWanted(TrainedRow row) => rows.PlaceOf(idColumn) is var place and >= 0 && row[place].SequenceEqual(utf8);

        void Take(int place, TrainedRow row)
        {
            if (idColumn is null ? place != customer.Place : columns is not null || !IsWanted(row)) return;
            columns = [];
            for (var column = 0; column < rows.Columns.Count; column++)
            {
                fields.Set(rows.FieldOf(column), row[column], row.IsInvariant(column));
                var name = rows.Columns[column];
                if (name.Length > 0 && columns.TrueForAll(other => other.Name != name)) columns.Add((name, row[column].IsEmpty ? null : Encoding.UTF8.GetString(row[column])));
            }
        }
    }

    /// <summary>The longest piece of a text that CSV writes as it is, whatever it does to quotes and to bytes that are no text.</summary>
    private static ReadOnlyMemory<byte> LongestAsItCame(byte[] utf8)
    {
        var (longest, from) = (default(ReadOnlyMemory<byte>), 0);
        for (var at = 0; at <= utf8.Length; at++)
        {
            if (at < utf8.Length && utf8[at] is >= (byte)' ' and < 0x7F and not (byte)'"') continue;
            if (at - from > longest.Length) longest = utf8.AsMemory(from, at - from);
            from = at + 1;
        }

        return longest;
    }

    /// <summary>The customer in the version before, where there is one that knows it.</summary>
    private async Task<(PreparedAnswers Version, TrainedCustomer Customer)?> BeforeAsync(StoredVersion version, string id, CancellationToken cancellationToken)
    {
        if (store.Find(version.ModelName) is not { } model) return null;
        var before = version.Report.Lineage is { } lineage && lineage.Parent < version.Version ? model.Served(lineage.Parent) : null;
        before ??= model.Versions.LastOrDefault(other => other.Version < version.Version);
        if (before is null || !await store.LoadAsync(before, cancellationToken)) return null;
        return await FindAsync(before, id, cancellationToken) is (_, { } customer) ? (PreparedAnswers.Of(ServedVersion.Of(before)), customer) : null;
    }

    /// <summary>What is known of a customer's row.</summary>
    /// <param name="Columns">Its cells by the names of the columns; null where they are not known.</param>
    /// <param name="Inputs">A value for each input of the model; null where they are not known.</param>
    /// <param name="Table">The kept table; null where there is none.</param>
    /// <param name="Note">Why something is not known; null where all is.</param>
    private sealed record CustomerRow(IReadOnlyList<(string Name, string? Value)>? Columns, double[]? Inputs, string? Table, string? Note)
    {
        public static CustomerRow Unknown(string note) => new(null, null, null, note);
    }
}
