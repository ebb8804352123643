using System.Globalization;
using SegmentationService.Api.Models;
using SegmentationService.Api.Reading;
using SegmentationService.Api.Storage;
using SegmentationService.Core.Data;
using SegmentationService.Core.Segmentation;

namespace SegmentationService.Api.Prediction;

/// <summary>Assigns the customers of a batch as they are read; memory does not grow with their number.</summary>
/// <param name="version">The version that answers.</param>
/// <param name="output">Takes the answers.</param>
/// <param name="maxColumns">The most columns that a batch may have.</param>
internal sealed class BatchScorer(StoredVersion version, BatchOutput output, int maxColumns) : ICustomerSink
{
    private readonly CustomerFields _fields = new(version.Model);
    private readonly TableHeader _header = new(maxColumns);
    private readonly List<int> _fieldOf = [];
    private readonly SegmentDistance[] _nearest = new SegmentDistance[1];

    public void Begin(RowUnit unit)
    {
    }

    public int AddColumn(string name)
    {
        _fieldOf.Add(_fields.Find(_header.Add(name, line: 1)));
        return _fieldOf.Count - 1;
    }

    public void EndHeader()
    {
        if (_fieldOf.TrueForAll(field => field < 0)) throw CustomerFields.NoUsableField(version.Model);
    }

    public int FindOrAddColumn(string name) => _header.TryFind(name, out var column) ? column : AddColumn(name);

    public void BeginCustomer(long line) => _fields.Clear();

    public void Add(int column, ReadOnlySpan<byte> utf8Cell) => _fields.Set(_fieldOf[column], utf8Cell);

    public void EndCustomer()
    {
        var notices = _fields.Complete();
        var id = _fields.CustomerId ?? (output.Count + 1).ToString(CultureInfo.InvariantCulture);
        if (_fields.Fault is { } fault)
        {
            var code = fault.Field is null ? "no_usable_field" : "not_a_number";
            output.Add(new BatchItemResponse(version.Version, id, null, null, null, null, null, [new NoticeResponse(code, fault.Field, fault.Message)]));
            return;
        }

        var outlier = version.Assigner.Assign(_fields.Inputs, _nearest);
        var (segment, confidence, distance) = _nearest[0];
        output.Add(new BatchItemResponse(version.Version, id, segment + 1, version.Model.Segments[segment].Name, confidence, distance, outlier, notices));
    }

    public ValueTask FlushAsync(CancellationToken cancellationToken) => output.FlushAsync(cancellationToken);
}
