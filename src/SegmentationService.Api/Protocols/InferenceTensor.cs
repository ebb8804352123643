using System.Globalization;
using SegmentationService.Api.Reading;
using SegmentationService.Core.Data;
using SegmentationService.Core.Features;

namespace SegmentationService.Api.Protocols;

/// <summary>A tensor of a request of the Open Inference Protocol.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Datatype">The type that it is said to have.</param>
/// <param name="Shape">Its dimensions.</param>
/// <param name="Cells">Its values, row by row.</param>
internal sealed record InferenceTensor(string Name, string Datatype, IReadOnlyList<long> Shape, JsonCells Cells)
{
    /// <summary>The type of numbers.</summary>
    public const string Number = "FP64";

    /// <summary>The type of texts.</summary>
    public const string Text = "BYTES";

    private static readonly string[] Fractions = ["FP32", Number];
    private static readonly string[] Wholes = ["INT8", "INT16", "INT32", "INT64", "UINT8", "UINT16", "UINT32", "UINT64"];
    private static readonly string[] Datatypes = [.. Fractions, .. Wholes, "BOOL", Text];

    /// <summary>Whether it is a matrix of several columns.</summary>
    public bool IsMatrix => Shape is [_, not 1];

    /// <summary>The type of a column of a model.</summary>
    public static string DatatypeOf(InputColumn input) => IsOfTexts(input) ? Text : Number;

    /// <summary>Whether the values of a column are texts: categories, or dates.</summary>
    public static bool IsOfTexts(InputColumn input) => input.Values is not null || input.Days is not null;

    /// <summary>Checks that shape and values fit each other, and the values the type.</summary>
    /// <exception cref="MalformedBodyException">They do not.</exception>
    public void Check()
    {
        if (!Datatypes.Contains(Datatype)) throw Wrong($"has the datatype '{Excerpt.Of(Datatype)}'; read are {string.Join(", ", Datatypes)}");
        if (Shape.Count is not (1 or 2)) throw Wrong($"has the shape {Written}; a column of n customers is [n] or [n, 1], and a matrix [n, d]");
        var values = Shape.Aggregate((Int128)1, (product, dimension) => product * dimension);
        if (values != Cells.Count) throw Wrong(string.Create(CultureInfo.InvariantCulture, $"has the shape {Written}, which is {values} values, and its data has {Cells.Count}"));
        if (Cells.IsNested && !(Shape is [var rows, var width] && rows == Cells.Rows && (rows == 0 || width == Cells.Width))) throw Wrong($"has the shape {Written}, but its data is a list of {Cells.Rows} lists of {Cells.Width} values");
        JsonCellKind[] others = Fractions.Contains(Datatype) ? [JsonCellKind.Text, JsonCellKind.YesNo]
            : Wholes.Contains(Datatype) ? [JsonCellKind.Fraction, JsonCellKind.Text, JsonCellKind.YesNo]
            : Datatype == Text ? [JsonCellKind.Whole, JsonCellKind.Fraction, JsonCellKind.YesNo]
            : [JsonCellKind.Whole, JsonCellKind.Fraction, JsonCellKind.Text];
        foreach (var kind in others)
            if (Cells.First(kind) is >= 0 and var place) throw Wrong($"is said to be {Datatype}, but element {place} of its data is {Words(kind)}");
    }

    /// <summary>Checks that the type is one that a column takes.</summary>
    /// <param name="takesTexts">Whether the column has texts, else numbers.</param>
    /// <exception cref="MalformedBodyException">It takes another.</exception>
    public void CheckTakenBy(bool takesTexts)
    {
        string[] taken = takesTexts ? [Text, .. Wholes, "BOOL"] : [Number, Fractions[0], .. Wholes];
        if (!taken.Contains(Datatype)) throw Wrong($"is {Datatype}; the column is {(takesTexts ? Text : Number)}, and takes {string.Join(", ", taken)}");
    }

    /// <summary>The exception for something wrong with the tensor.</summary>
    /// <param name="what">As its sentence goes on.</param>
    public MalformedBodyException Wrong(string what) => new(MalformedBodyKind.InvalidJson, $"The input '{Excerpt.Of(Name)}' {what}.") { Column = Name };

    private string Written => $"[{string.Join(", ", Shape.Take(4).Select(dimension => dimension.ToString(CultureInfo.InvariantCulture)))}{(Shape.Count > 4 ? ", ..." : "")}]";

    private static string Words(JsonCellKind kind) => kind switch
    {
        JsonCellKind.Text => "a text",
        JsonCellKind.YesNo => "true or false",
        JsonCellKind.Fraction => "a number with a point or an exponent",
        _ => "a number",
    };
}
