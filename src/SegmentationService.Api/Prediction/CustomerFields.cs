using System.Text;
using SegmentationService.Api.Models;
using SegmentationService.Core;
using SegmentationService.Core.Data;
using SegmentationService.Core.Features;
using SegmentationService.Core.Segmentation;

namespace SegmentationService.Api.Prediction;

/// <summary>The fields of one customer, as far as a model uses them. Reused from customer to customer.</summary>
internal sealed class CustomerFields
{
    /// <summary>What a field is that the model does not use.</summary>
    public const int Ignored = -1;

    /// <summary>What the id of the customer is.</summary>
    public const int Id = -2;

    private const int LongestExcerpt = 40;

    private readonly SegmentationModel _model;
    private readonly double[] _inputs;
    private readonly bool[] _given;
    private List<NoticeResponse>? _notices;

    public CustomerFields(SegmentationModel model)
    {
        _model = model;
        _inputs = new double[model.FeatureSet.Inputs.Count];
        _given = new bool[_inputs.Length];
        Clear();
    }

    /// <summary>The id, where one was given.</summary>
    public string? CustomerId { get; private set; }

    /// <summary>A value for each input of the model, NaN where it is missing.</summary>
    public ReadOnlySpan<double> Inputs => _inputs;

    /// <summary>What is wrong with the customer, or null.</summary>
    public ModelMismatchException? Fault { get; private set; }

    /// <summary>Begins the next customer.</summary>
    public void Clear()
    {
        Array.Fill(_inputs, double.NaN);
        Array.Clear(_given);
        CustomerId = null;
        Fault = null;
        _notices = null;
    }

    /// <summary>What a field of this name is: an input of the model (its index), <see cref="Id"/>, or <see cref="Ignored"/>.</summary>
    public int Find(string name)
    {
        var input = _model.FeatureSet.IndexOf(name);
        if (input >= 0) return input;
        var id = _model.FeatureSet.Parts.Id;
        return name == id || (id is null && ColumnParts.IsUsualIdName(name)) ? Id : Ignored;
    }

    /// <summary>Takes the value of a field.</summary>
    /// <param name="field">From <see cref="Find"/>.</param>
    /// <param name="utf8">The value as text.</param>
    public void Set(int field, ReadOnlySpan<byte> utf8)
    {
        utf8 = Cell.Trim(utf8);
        switch (field)
        {
            case Ignored:
                return;
            case Id:
                if (!utf8.IsEmpty) CustomerId = Encoding.UTF8.GetString(utf8);
                return;
        }

        var name = _model.FeatureSet.Inputs[field].Name;
        if (_given[field])
        {
            Fault ??= new ModelMismatchException($"'{name}' is given twice; a customer has one value for each name.") { Field = name };
            return;
        }

        _given[field] = true;
        var kind = Cell.Read(utf8, out _inputs[field]);
        if (kind is CellKind.Missing or CellKind.Number) return;
        var allowed = kind == CellKind.Infinite ? $"a number of at most {Cell.MaxMagnitude:g} in size" : "a number such as 1234.5";
        Fault ??= new ModelMismatchException($"'{name}' is '{Excerpt(utf8)}'; {allowed} is expected, or nothing.") { Field = name };
    }

    /// <summary>Ends the customer: notes the missing fields.</summary>
    /// <returns>The notices; a customer that cannot be assigned has its <see cref="Fault"/> set.</returns>
    public IReadOnlyList<NoticeResponse> Complete()
    {
        if (Fault is not null) return [];
        var missing = 0;
        for (var i = 0; i < _inputs.Length; i++)
        {
            if (!double.IsNaN(_inputs[i])) continue;
            missing++;
            var input = _model.FeatureSet.Inputs[i];
            (_notices ??= []).Add(new NoticeResponse("value_missing", input.Name, FormattableString.Invariant($"'{input.Name}' is missing; the training median {input.Median} is taken.")));
        }

        if (missing == _inputs.Length) Fault = NoUsableField(_model);
        return _notices ?? (IReadOnlyList<NoticeResponse>)[];
    }

    /// <summary>None of the model's fields is there.</summary>
    public static ModelMismatchException NoUsableField(SegmentationModel model) =>
        new($"None of the fields that the model uses has a value; it uses {string.Join(", ", model.FeatureSet.Inputs.Select(input => $"'{input.Name}'"))}.");

    private static string Excerpt(ReadOnlySpan<byte> utf8)
    {
        var text = Encoding.UTF8.GetString(utf8);
        return text.Length <= LongestExcerpt ? text : text[..LongestExcerpt] + "…";
    }
}
