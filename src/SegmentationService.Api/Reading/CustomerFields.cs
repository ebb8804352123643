using SegmentationService.Core;
using SegmentationService.Core.Data;
using SegmentationService.Core.Features;
using SegmentationService.Core.Segmentation;

namespace SegmentationService.Api.Reading;

/// <summary>The fields of one customer, as far as a model uses them. Reused from customer to customer; allocates nothing where they are as expected, or a fault is only kept.</summary>
internal sealed class CustomerFields
{
    /// <summary>How many fields of a model are named where it is said of many customers.</summary>
    public const int FewListed = 3;

    private const int MostListed = 20;

    private readonly SegmentationModel _model;
    private readonly double[] _inputs;
    private readonly bool[] _given;
    private readonly bool[] _loosely;
    private readonly CategoryValues?[] _values;
    private readonly DaysCell?[] _days;
    private readonly NumberNotation[] _notations;
    private readonly byte[] _faultText = new byte[Excerpt.MostBytes];
    private byte[] _id = new byte[64];
    private FieldFault _fault;
    private int _idLength;
    private bool _hasExactId;

    /// <param name="model">The model.</param>
    /// <param name="asOf">The moment that the days of dates count until; null takes that of the training.</param>
    public CustomerFields(SegmentationModel model, DateTime? asOf = null)
    {
        _model = model;
        _inputs = new double[model.FeatureSet.Inputs.Count];
        _given = new bool[_inputs.Length];
        _loosely = new bool[_inputs.Length];
        _values = [.. model.FeatureSet.Inputs.Select(input => input.Values)];
        _days = [.. model.FeatureSet.Inputs.Select(input => input.Days is { } days ? new DaysCell(days with { AsOf = asOf ?? days.AsOf }) : null)];
        _notations = [.. model.FeatureSet.Inputs.Select(input => input.Notation ?? NumberNotation.Plain)];
        Clear();
    }

    /// <summary>The id as UTF-8, empty where none was given.</summary>
    public ReadOnlySpan<byte> CustomerId => _id.AsSpan(0, _idLength);

    /// <summary>The fields that the model does not use.</summary>
    public IgnoredFields Ignored { get; } = new();

    /// <summary>A value for each input of the model, NaN where it is missing; for an encoded one what <see cref="CategoryValues.Read"/> gives.</summary>
    public ReadOnlySpan<double> Inputs => _inputs;

    /// <summary>Whether a field is missing, or unknown to an encoded column, of a customer that has no <see cref="Fault"/>. Known after <see cref="Complete"/>.</summary>
    public bool HasNotices { get; private set; }

    /// <summary>What is wrong with the customer. Known after <see cref="Complete"/>.</summary>
    public FieldFault Fault => _fault;

    /// <summary>What stands in the field that has the fault, as far as it is repeated.</summary>
    public ReadOnlySpan<byte> FaultText => _faultText.AsSpan(0, _fault.TextLength);

    /// <summary>
    /// What is to be said of the first field with a number in another notation than that of the training, or null: another customer's 1.234 may then not be
    /// what it seems. Such a number is no <see cref="Fault"/> of the customer where it can only be read in one way.
    /// </summary>
    public ModelMismatchException? OtherNotation { get; private set; }

    /// <summary>The decimal sign of texts; by default that of the training. Stays from customer to customer.</summary>
    public DecimalSign DecimalSign { get; set; }

    /// <summary>Begins the next customer.</summary>
    public void Clear()
    {
        Array.Fill(_inputs, double.NaN);
        Array.Clear(_given);
        (_idLength, _hasExactId) = (0, false);
        Ignored.Clear();
        HasNotices = false;
        _fault = default;
        OtherNotation = null;
    }

    /// <summary>Takes the value of a field.</summary>
    /// <param name="field">From <see cref="FieldNames.Find"/>.</param>
    /// <param name="utf8">The value as text.</param>
    /// <param name="isInvariant">Whether it is a number of JSON and no text: it has a decimal point, whatever the texts of the field have.</param>
    public void Set(int field, ReadOnlySpan<byte> utf8, bool isInvariant = false)
    {
        if (field == FieldNames.Ignored) return;
        utf8 = Cell.Trim(utf8);
        if (field is FieldNames.Id or FieldNames.LooseId)
        {
            SetId(utf8, isLoose: field == FieldNames.LooseId);
            return;
        }

        var isLoose = FieldNames.IsLoose(field);
        if (isLoose) field = FieldNames.Loose(field);
        if (_given[field] && isLoose && !_loosely[field]) return;
        if (_given[field] && !isLoose && _loosely[field]) Withdraw(field);
        if (_given[field])
        {
            Note(new FieldFault(FieldFaultKind.Twice, field), []);
            return;
        }

        (_given[field], _loosely[field]) = (true, isLoose);
        if (_values[field] is { } values)
        {
            _inputs[field] = values.Read(utf8);
            return;
        }

        if (_days[field] is { } days)
        {
            if (!days.TryRead(utf8, out _inputs[field])) Note(new FieldFault(FieldFaultKind.NoDate, field), utf8);
            return;
        }

        var kind = Cell.Read(utf8, out _inputs[field]);
        var isPoint = isInvariant || !(DecimalSign == DecimalSign.Auto ? _notations[field].HasDecimalComma : DecimalSign == DecimalSign.Comma);
        if (kind == CellKind.Missing || (kind == CellKind.Number && isPoint)) return;
        SetWritten(field, utf8, kind);
    }

    /// <summary>Takes back a value that was given by nearly the name of the field, and what was to be said of it.</summary>
    private void Withdraw(int field)
    {
        var name = _model.FeatureSet.Inputs[field].Name;
        _given[field] = false;
        if (_fault.IsOf(field)) _fault = default;
        if (OtherNotation?.Field == name) OtherNotation = null;
    }

    /// <summary>Takes a value that is no plain number with a decimal point.</summary>
    private void SetWritten(int field, ReadOnlySpan<byte> utf8, CellKind kind)
    {
        if (kind != CellKind.Infinite && _notations[field].TryRead(utf8, DecimalSign, out var value))
        {
            _inputs[field] = value;
            return;
        }

        var plain = _inputs[field];
        _inputs[field] = double.NaN;
        if (kind == CellKind.Text && Cell.IsMissingNumber(utf8)) return;

        var isOtherNotation = kind == CellKind.Number || (kind == CellKind.Text && Cell.IsNumberInOtherNotation(utf8));
        var fault = new FieldFault(kind == CellKind.Infinite ? FieldFaultKind.TooLarge : isOtherNotation ? FieldFaultKind.OtherNotation : FieldFaultKind.NoNumber, field);
        if (isOtherNotation) OtherNotation ??= Explain(fault, utf8);

        // 12.5 where others have a decimal comma; 1.234 could be a thousand.
        var isPlain = kind == CellKind.Number && DecimalSign == DecimalSign.Auto && !_notations[field].TryRead(utf8, DecimalSign.Comma, out _);
        if (isPlain) _inputs[field] = plain;
        else Note(fault, utf8);
    }

    /// <summary>Keeps the first fault of a customer.</summary>
    private void Note(FieldFault fault, ReadOnlySpan<byte> utf8)
    {
        if (_fault.Kind != FieldFaultKind.None) return;
        var text = utf8[..Math.Min(utf8.Length, _faultText.Length)];
        text.CopyTo(_faultText);
        _fault = fault with { TextLength = text.Length };
    }

    /// <summary>A fault in words.</summary>
    /// <param name="fault">Of a customer of this model, as it was read with the same decimal sign.</param>
    /// <param name="utf8">What stands in the field.</param>
    public ModelMismatchException Explain(FieldFault fault, ReadOnlySpan<byte> utf8)
    {
        if (fault.Kind == FieldFaultKind.NoUsableField) return NoUsableField(_model);
        var name = _model.FeatureSet.Inputs[fault.Field].Name;
        var message = fault.Kind switch
        {
            FieldFaultKind.Twice => $"'{Excerpt.Of(name)}' is given twice; a customer has one value for each name.",
            FieldFaultKind.NoDate => $"'{Excerpt.Of(name)}' is '{Excerpt.Of(utf8)}'; {_days[fault.Field]!.Expectation} is expected, or nothing.",
            _ => $"'{Excerpt.Of(name)}' is '{Excerpt.Of(utf8)}'; {Allowed(fault.Field, fault.Kind)} is expected, or nothing.",
        };
        return new ModelMismatchException(message) { Field = name };
    }

    /// <summary>Ends the customer with its fault, where it has one.</summary>
    /// <exception cref="ModelMismatchException">It cannot be assigned.</exception>
    public void ThrowFault()
    {
        if (_fault.Kind != FieldFaultKind.None) throw Explain(_fault, FaultText);
    }

    private string Allowed(int field, FieldFaultKind kind)
    {
        if (kind == FieldFaultKind.TooLarge) return $"a number of at most {Cell.MaxMagnitude:g} in size";
        var (notation, isPlain) = (_notations[field], _notations[field] == NumberNotation.Plain && DecimalSign != DecimalSign.Comma);
        if (isPlain) return kind == FieldFaultKind.OtherNotation ? "a number such as 1234.5, with a decimal point and without group separators, currency or percent sign," : "a number such as 1234.5";
        var written = DecimalSign == DecimalSign.Auto ? notation : notation with { HasDecimalComma = DecimalSign == DecimalSign.Comma, Group = null, HasGroupsOfTwo = false };
        return $"a number with {written}{(DecimalSign == DecimalSign.Auto ? ", as in training," : ", as 'decimal' says,")}";
    }

    /// <summary>Takes the value of a field that is known as a number.</summary>
    /// <param name="field">From <see cref="FieldNames.Find"/>.</param>
    /// <param name="value">The value; NaN where it is missing.</param>
    public void Set(int field, double value)
    {
        var isPlain = field >= 0 && !_given[field] && _values[field] is null && _days[field] is null && !(Math.Abs(value) > Cell.MaxMagnitude);
        if (isPlain) (_given[field], _loosely[field], _inputs[field]) = (true, false, value);
        else Set(field, Cell.Write(value, stackalloc byte[Cell.LongestWritten]), isInvariant: true);
    }

    /// <summary>Ends the customer: looks for missing and unknown values. A customer that cannot be assigned has its <see cref="Fault"/> set.</summary>
    public void Complete()
    {
        if (_fault.Kind != FieldFaultKind.None) return;
        var (missing, unknown) = (0, 0);
        for (var i = 0; i < _inputs.Length; i++)
        {
            if (double.IsNaN(_inputs[i])) missing++;
            else if (_values[i] is not null && _inputs[i] == CategoryValues.Unknown) unknown++;
        }

        HasNotices = missing + unknown > 0;
        if (missing == _inputs.Length) _fault = new FieldFault(FieldFaultKind.NoUsableField, FieldFault.NoField);
    }

    /// <summary>None of the model's fields is there.</summary>
    /// <param name="model">The model.</param>
    /// <param name="listed">The most of its fields that are named.</param>
    public static ModelMismatchException NoUsableField(SegmentationModel model, int listed = MostListed) =>
        new($"None of the fields that the model uses has a value; it uses {Excerpt.Listed([.. model.FeatureSet.Inputs.Select(input => input.Name)], listed)}.");

    /// <summary>The exact name of the id goes before others, also where it has no value.</summary>
    private void SetId(ReadOnlySpan<byte> utf8, bool isLoose)
    {
        if (isLoose && _hasExactId) return;
        if (!isLoose && !_hasExactId) (_hasExactId, _idLength) = (true, 0);
        if (utf8.IsEmpty) return;
        if (_id.Length < utf8.Length) _id = new byte[utf8.Length * 2];
        utf8.CopyTo(_id);
        _idLength = utf8.Length;
    }
}
