using System.Buffers;
using System.Collections.Frozen;
using System.Text;

namespace SegmentationService.Core.Data;

/// <summary>The words by which programs and people write that there is no value, besides the usual ones that <see cref="Cell.Read"/> has.</summary>
internal static class MissingWords
{
    private const int Longest = 14;
    private const int LongestAmongNumbers = 9;

    /// <summary>What the words begin with: most texts need not be looked for.</summary>
    private static readonly SearchValues<byte> Beginnings = SearchValues.Create("#\\<([-1.?*_nNkKuUmMbBeE\u2013\u2026"u8);

    /// <summary>Errors of spreadsheets in the languages they come in, and nulls of databases, of Python and of C: nothing else is written so.</summary>
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Certain = Set("""
        #N/A #N/A! #NA #NV #N/D #N/B #REF! #VALUE! #NAME? #NUM! #DIV/0! #NULL! #CALC! #SPILL! #BLOCKED! #CONNECT! #FIELD! #GETTING_DATA #UNKNOWN! #ERROR! #ERR
        #REF #VALUE #NAME #NUM #DIV/0 #NULL #BEZUG! #WERT! #ZAHL! #ÜBERLAUF! #VALEUR! #NOMBRE! #NOM? #VALOR! #¡VALOR! #NOMBRE? #¡DIV/0! #¡REF! #¡NUM! #¡NULO! #NOME? #NÚM!
        #VALORE! #RIF! #NOME #WAARDE! #DEEL/0! #GETAL! #VERW! #NAAM? #ARG! #ADR! #LICZBA! #NAZWA?
        \N <NA> <null> <nil> <none> NaT -NaN -NaN(ind) 1.#QNAN -1.#QNAN 1.#IND -1.#IND (null) [null]
        """);

    /// <summary>Words that say so where numbers are expected, and may be a value among texts: a contract of kind None.</summary>
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> AmongNumbers = Set("""
        none nil n.a. n.a n/d n.d. k.A. undefined missing blank empty (blank) (empty) (none) (leer) (vide) [blank] [empty]
        -- --- ---- — – − ― . .. ... … ?? # * _
        """);

    /// <summary>Whether a cell says that there is no value, and can say nothing else.</summary>
    /// <param name="cell">UTF-8 text, trimmed.</param>
    public static bool IsCertain(ReadOnlySpan<byte> cell) => Has(Certain, cell);

    /// <summary>Whether a cell says in a column of numbers that there is no value.</summary>
    /// <param name="cell">UTF-8 text, trimmed.</param>
    public static bool IsAmongNumbers(ReadOnlySpan<byte> cell) => cell.Length <= LongestAmongNumbers && Has(AmongNumbers, cell);

    private static bool Has(FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> words, ReadOnlySpan<byte> cell)
    {
        if (cell.Length is 0 or > Longest || !Beginnings.Contains(cell[0])) return false;
        Span<char> text = stackalloc char[Longest];
        return Encoding.UTF8.TryGetChars(cell, text, out var length) && words.Contains(text[..length]);
    }

    private static FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Set(string words) =>
        words.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();
}
