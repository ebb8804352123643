using System.Globalization;
using System.Text;
using CsvHelper;
using SegmentationService.Api.Storage.Format;
using SegmentationService.Core;
using SegmentationService.Core.Data;
using SegmentationService.Core.Features;
using SegmentationService.Core.Segmentation;
using SegmentationService.Core.Transactions;

namespace SegmentationService.Api.Training;

/// <summary>
/// The training customers with their segments as CSV: what <c>/predict</c> would say of them, by the same arithmetic. Those made of a log of
/// orders carry what was computed of them, too: it stands nowhere else.
/// </summary>
/// <param name="customers">The customers.</param>
/// <param name="model">The model made of them.</param>
internal sealed class CustomersFile(PreparedCustomers customers, SegmentationModel model)
{
    private const int CustomersPerPart = 4096;
    private const int BytesPerCustomer = 80;
    private const int PartsPerThread = 8;

    private readonly SegmentAssigner _assigner = new(model);
    private readonly byte[][] _segmentIds = [.. model.Segments.Select(segment => Encoding.UTF8.GetBytes(segment.Id.ToString(CultureInfo.InvariantCulture)))];
    private readonly byte[][] _segmentNames = [.. model.Segments.Select(segment => Marked(Encoding.UTF8.GetBytes(segment.Name)).ToArray())];
    private readonly TableColumn[] _computed = customers.Table.Orders is null ? [] : [.. OrderColumnNames.Computed.Select(customers.Table.Find).OfType<TableColumn>()];

    /// <summary>Writes all customers, in the order of the table.</summary>
    /// <param name="stream">Takes the bytes.</param>
    /// <param name="parallelism">How many threads may work on it; the bytes do not depend on it.</param>
    public void Write(Stream stream, Parallelism parallelism)
    {
        using (var csv = CsvWriter.Create(stream, new CsvWriterOptions { NewLine = "\n" }, leaveOpen: true)) csv.WriteHeader([.. CustomersPart.Columns, .. _computed.Select(column => column.Name)]);

        var count = customers.Points.Count;
        var parts = new MemoryStream[Math.Max(1, parallelism.Threads * PartsPerThread)];
        for (var p = 0; p < parts.Length; p++) parts[p] = new MemoryStream();
        for (long first = 0; first < count; first += (long)parts.Length * CustomersPerPart)
        {
            var begin = (int)first;
            var used = Math.Min(parts.Length, ((count - begin) + CustomersPerPart - 1) / CustomersPerPart);
            parallelism.For(used, p =>
            {
                var start = begin + (p * CustomersPerPart);
                parts[p].SetLength(0);
                WritePart(parts[p], start, Math.Min(count, start + CustomersPerPart));
            });
            foreach (var part in parts.AsSpan(0, used)) stream.Write(part.GetBuffer(), 0, (int)part.Length);
        }
    }

    private void WritePart(MemoryStream stream, int start, int end)
    {
        stream.Capacity = Math.Max(stream.Capacity, CustomersPerPart * BytesPerCustomer);
        using var csv = CsvWriter.Create(stream, new CsvWriterOptions { NewLine = "\n" }, leaveOpen: true);
        Span<SegmentDistance> nearest = new SegmentDistance[1];
        var point = new float[customers.Points.Features];
        var ids = customers.Ids?.Open();
        for (var i = start; i < end; i++)
        {
            customers.Points.CopyPoint(i, point);
            _assigner.AssignPoint(point, nearest);
            var (place, confidence, distance) = nearest[0];
            var id = ids is null ? [] : ids.Utf8(customers.Rows[i]);
            if (id.IsEmpty) csv.WriteField(customers.Table.Locations.NumberOf(customers.Rows[i]));
            else csv.WriteField(Marked(id));
            csv.WriteField(_segmentIds[place]);
            csv.WriteField(_segmentNames[place]);
            csv.WriteField(confidence);
            csv.WriteField(distance);
            csv.WriteField(distance > model.Segments[place].Radius ? "true"u8 : "false"u8);
            foreach (var column in _computed) csv.WriteField(column.Values[customers.Rows[i]]);
            csv.EndRecord();
        }
    }

    private static ReadOnlySpan<byte> Marked(ReadOnlySpan<byte> utf8) => FormulaText.Is(utf8) ? FormulaText.Marked(utf8) : utf8;
}
