using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using SpreadCheetah;
using SpreadCheetah.Styling;
using SpreadCheetah.Worksheets;

namespace SegmentationService.Api.Answers;

/// <summary>
/// A workbook (.xlsx) for people who read it: one sheet, whose header is bold and stays where it is; numbers are numbers, of which two to four decimals are shown, and the cell holds all;
/// text is text, whatever it looks like, never a formula. Streams: a row is compressed as it is written.
/// </summary>
/// <param name="target">Takes the bytes.</param>
/// <param name="columns">The columns, at most <see cref="MostColumns"/>.</param>
internal sealed partial class WorkbookRowWriter(Stream target, IReadOnlyList<AnswerColumn> columns) : IRowWriter
{
    /// <summary>The most rows that a sheet has below its header.</summary>
    public const int MostRows = 1_048_575;

    /// <summary>The most columns that a sheet has.</summary>
    public const int MostColumns = 16_384;

    /// <summary>The most characters that a cell has.</summary>
    private const int MostCharacters = 32_767;

    /// <summary>So many digits of a number a spreadsheet keeps.</summary>
    private const int MostDigits = 15;

    private const int NarrowestColumn = 10;
    private const int WidestColumn = 40;

    private readonly StyledCell[] _cells = new StyledCell[columns.Count];
    private Spreadsheet? _sheet;
    private StyleId? _whole;
    private StyleId? _decimals;

    private Spreadsheet Sheet => _sheet ?? throw new InvalidOperationException("The workbook has not begun.");

    public async ValueTask BeginAsync(CancellationToken cancellationToken)
    {
        _sheet = await Spreadsheet.CreateNewAsync(target, new SpreadCheetahOptions { CompressionLevel = SpreadCheetahCompressionLevel.Fastest, PreserveStringWhitespace = true }, cancellationToken);
        var bold = _sheet.AddStyle(new Style { Font = { Bold = true } });
        _whole = _sheet.AddStyle(new Style { Format = NumberFormat.Custom("0") });
        _decimals = _sheet.AddStyle(new Style { Format = NumberFormat.Custom("0.00##") });
        var options = new WorksheetOptions { FrozenRows = 1 };
        for (var i = 0; i < columns.Count; i++) options.Column(i + 1).Width = Math.Clamp(columns[i].Name.Length + 2, NarrowestColumn, WidestColumn);
        await _sheet.StartWorksheetAsync("Customers", options, cancellationToken);
        await _sheet.AddHeaderRowAsync([.. columns.Select(column => Shown(column.Name))], bold, cancellationToken);
    }

    public ValueTask WriteAsync(AnswerRow row, CancellationToken cancellationToken)
    {
        for (var i = 0; i < _cells.Length; i++) _cells[i] = row[i].IsEmpty ? default : CellOf(columns[i].Kind, row[i]);
        return Sheet.AddRowAsync(_cells, cancellationToken);
    }

    public ValueTask EndAsync(CancellationToken cancellationToken) => Sheet.FinishAsync(cancellationToken);

    public ValueTask DisposeAsync() => _sheet?.DisposeAsync() ?? ValueTask.CompletedTask;

    private StyledCell CellOf(AnswerColumnKind kind, ReadOnlySpan<byte> cell) => kind switch
    {
        AnswerColumnKind.Whole => new StyledCell(long.Parse(cell, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture), null),
        AnswerColumnKind.Number => NumberCell(cell),
        AnswerColumnKind.YesNo => new StyledCell(cell.SequenceEqual("true"u8), null),
        AnswerColumnKind.Id when IsPlain(cell, mayHaveDecimals: false) => NumberCell(cell),
        AnswerColumnKind.Given when IsPlain(cell, mayHaveDecimals: true) => new StyledCell(double.Parse(cell, CultureInfo.InvariantCulture), null),
        _ => new StyledCell(Shown(Encoding.UTF8.GetString(cell)), null),
    };

    /// <summary>A number with its decimals where it has some. A sheet has no cell for what is not finite, which is text then.</summary>
    private StyledCell NumberCell(ReadOnlySpan<byte> cell)
    {
        var number = double.Parse(cell, CultureInfo.InvariantCulture);
        if (!double.IsFinite(number)) return new StyledCell(Encoding.UTF8.GetString(cell), null);
        return new StyledCell(number, double.IsInteger(number) ? _whole : _decimals);
    }

    /// <summary>Whether a text says the same as a number does: no zeros before it, no sign but a minus, no more digits than are kept.</summary>
    private static bool IsPlain(ReadOnlySpan<byte> text, bool mayHaveDecimals)
    {
        if (text is [(byte)'-', ..] && mayHaveDecimals) text = text[1..];
        var whole = text.IndexOf((byte)'.');
        if (whole >= 0 && !mayHaveDecimals) return false;
        var before = whole < 0 ? text : text[..whole];
        var after = whole < 0 ? [] : text[(whole + 1)..];
        return before.Length > 0 && before.Length + after.Length <= MostDigits && (whole < 0 || after.Length > 0)
            && (before[0] != '0' || before.Length == 1)
            && !before.ContainsAnyExceptInRange((byte)'0', (byte)'9') && !after.ContainsAnyExceptInRange((byte)'0', (byte)'9');
    }

    /// <summary>A text as a cell may hold it: cut where it is longer; characters that XML has no place for are written by their codes, and so is what looks like one of these.</summary>
    private static string Shown(string text)
    {
        if (text.Length > MostCharacters) text = string.Concat(text.AsSpan(0, MostCharacters - (char.IsHighSurrogate(text[MostCharacters - 2]) ? 2 : 1)), "…");
        return Unwritable().Replace(text, match => string.Create(CultureInfo.InvariantCulture, $"_x{(int)match.Value[0]:X4}_"));
    }

    /// <summary>ST_Xstring of ECMA-376: an underscore counts where a code follows.</summary>
    [GeneratedRegex("[\\0-\\x08\\x0B-\\x1F\\uFFFE\\uFFFF]|_(?=x[0-9A-Fa-f]{4}_)")]
    private static partial Regex Unwritable();
}
