using System.Text;

namespace SegmentationService.Core.Data;

/// <summary>Names of columns, as people vary them.</summary>
public static class ColumnName
{
    /// <summary>Whether two names are one but for case, blanks and other marks.</summary>
    /// <param name="one">A name.</param>
    /// <param name="other">Another.</param>
    public static bool AreAlike(string one, string other) => Normalize(one) is { Length: > 0 } normalized && normalized == Normalize(other);

    /// <summary>Lower-case letters and digits only: <c>Customer ID</c>, <c>customer_id</c> and <c>CustomerID</c> are one name.</summary>
    /// <param name="name">The name of a column.</param>
    public static string Normalize(string name)
    {
        var letters = new StringBuilder(name.Length);
        foreach (var c in name.Where(char.IsLetterOrDigit)) letters.Append(char.ToLowerInvariant(c));
        return letters.ToString();
    }
}
