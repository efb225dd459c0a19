// The JSON of a glTF document: that it is JSON, and that objects have the form of the schema (section 5). The
// reader finds these.
#include <array>

#include "checks/check.h"

namespace meshgate {
namespace {

constexpr auto kRules = std::to_array<Rule>({
    {
        .id = "gltf/invalid-json",
        .summary = "the JSON is not well-formed",
        .severity = Severity::kError,
        .explanation = R"(The text breaks the rules of JSON (RFC 8259) or those that glTF adds: UTF-8
without a byte-order mark, and spaces for padding in a GLB.

**Why it matters.** Parsers stop at the first error, so usually nothing of the model is read. A byte-order
mark or NUL padding is tolerated by some readers and refused by others; meshgate reads such files and says
so.

**How to fix it.** Export the file again. After editing by hand, look at the stated byte for a missing
comma, quote or brace.)",
        .since = "0.1",
    },
    {
        .id = "gltf/duplicate-key",
        .summary = "an object has two members of the same name",
        .severity = Severity::kWarning,
        .explanation = R"(JSON leaves open what a repeated name means. meshgate, like most readers, takes
the last.

**Why it matters.** Another reader may take the first, and then sees another model.

**How to fix it.** Remove one of the two members.)",
        .since = "0.1",
    },
    {
        .id = "gltf/type-mismatch",
        .summary = "a value has the wrong JSON type",
        .severity = Severity::kError,
        .explanation = R"(The schema asks for an object, array, string, number, integer or boolean, and the
value is something else. 2.0 counts as an integer.

**Why it matters.** Readers ignore the value or give up; either way what it describes is lost.

**How to fix it.** Correct the value, or report it to the maker of the exporter.)",
        .since = "0.1",
    },
    {
        .id = "gltf/array-type-mismatch",
        .summary = "an element of an array has the wrong JSON type",
        .severity = Severity::kError,
        .explanation = R"(All elements of the array must be of one type, for example numbers; one is not.

**Why it matters.** Readers drop the whole array or fail.

**How to fix it.** Correct the element, or report it to the maker of the exporter.)",
        .since = "0.1",
    },
    {
        .id = "gltf/array-length-not-in-list",
        .summary = "an array has the wrong number of elements",
        .severity = Severity::kError,
        .explanation = R"(The length is fixed by the schema: 16 for a matrix, 3 for a translation, one
number a component for `min` and `max`.

**Why it matters.** The array cannot be used; readers fall back to the default, or fail.

**How to fix it.** Correct the array.)",
        .since = "0.1",
    },
    {
        .id = "gltf/value-not-in-range",
        .summary = "a number is outside of its range",
        .severity = Severity::kError,
        .explanation = R"(The schema states a smallest or a greatest value, for example 0…1 for factors of a
material or at least 1 for a count.

**Why it matters.** Counts and lengths out of range make the data unreadable; factors out of range look
different in each program.

**How to fix it.** Correct the number.)",
        .since = "0.1",
    },
    {
        .id = "gltf/value-not-in-list",
        .summary = "a value is not one of those allowed",
        .severity = Severity::kWarning,
        .explanation = R"(The schema lists the possible values, for example `OPAQUE`, `MASK` and `BLEND`.

**Why it matters.** Readers fall back to a default or reject the object.

**How to fix it.** Use one of the values in the message.)",
        .since = "0.1",
    },
    {
        .id = "gltf/value-multiple-of",
        .summary = "a number is not a multiple of what it must be",
        .severity = Severity::kError,
        .explanation = R"(`byteStride` must be a multiple of 4.

**Why it matters.** Graphics hardware reads vertices at multiples of 4 bytes.

**How to fix it.** Pad the vertices and correct the stride.)",
        .since = "0.1",
    },
    {
        .id = "gltf/pattern-mismatch",
        .summary = "a text does not have the required form",
        .severity = Severity::kError,
        .explanation = R"(Versions have the form `2.0`: digits, a point, digits.

**Why it matters.** Readers compare versions to decide whether they can read the file.

**How to fix it.** Correct the text.)",
        .since = "0.1",
    },
    {
        .id = "gltf/duplicate-elements",
        .summary = "a list names the same thing twice",
        .severity = Severity::kError,
        .explanation = R"(Lists such as `children`, `joints`, `nodes` and `extensionsUsed` may name each
entry once.

**Why it matters.** A child that is listed twice is drawn twice by some programs, which looks like
coincident surfaces to the service.

**How to fix it.** Remove the repetition.)",
        .since = "0.1",
    },
    {
        .id = "gltf/empty-entity",
        .summary = "an array or object is empty",
        .severity = Severity::kError,
        .explanation = R"(Arrays and some objects must not be empty: what has no entries is left out.

**Why it matters.** Strict readers refuse the file for it.

**How to fix it.** Leave the property out.)",
        .since = "0.1",
    },
    {
        .id = "gltf/undefined-property",
        .summary = "a required property is missing",
        .severity = Severity::kError,
        .explanation = R"(The schema requires the property, for example `asset`, or `count` of an accessor.

**Why it matters.** The object cannot be used without it.

**How to fix it.** Add the property, or export again with another program.)",
        .since = "0.1",
    },
    {
        .id = "gltf/unexpected-property",
        .summary = "an object has a property that glTF does not know",
        .severity = Severity::kWarning,
        .explanation = R"(The name is not in the schema of this object. Own data belongs into `extras`.

**Why it matters.** Readers ignore it. A misspelt property is ignored as well, and then its default counts.

**How to fix it.** Check the spelling, or move the data into `extras`.)",
        .since = "0.1",
    },
    {
        .id = "gltf/unsatisfied-dependency",
        .summary = "a property needs another one that is missing",
        .severity = Severity::kError,
        .explanation = R"(Some properties only make sense together: `byteOffset` with `bufferView`, `skin`
and `weights` with `mesh`, `bufferView` of an image with `mimeType`.

**Why it matters.** The property has no effect, or the reader has to guess.

**How to fix it.** Add the missing property or remove the dependent one.)",
        .since = "0.1",
    },
    {
        .id = "gltf/one-of-mismatch",
        .summary = "not exactly one of two properties is there",
        .severity = Severity::kError,
        .explanation = R"(An image has either `uri` or `bufferView`; a camera is either perspective or
orthographic.

**Why it matters.** With both, readers choose differently; with none, there is nothing to read.

**How to fix it.** Keep exactly one of them.)",
        .since = "0.1",
    },
    {
        .id = "gltf/invalid-index",
        .summary = "an index is negative or not a whole number",
        .severity = Severity::kError,
        .explanation = R"(Objects refer to each other by their position in a list, counted from 0.

**Why it matters.** The reference leads nowhere.

**How to fix it.** Correct the index, or remove the property to say that there is none.)",
        .since = "0.1",
    },
    {
        .id = "gltf/invalid-gl-value",
        .summary = "min or max of an accessor does not fit its component type",
        .severity = Severity::kError,
        .explanation = R"(`min` and `max` of an integer accessor must be values that the component type can
hold.

**Why it matters.** The bounds cannot be those of the data, and readers that store them overflow.

**How to fix it.** Compute the bounds from the data.)",
        .since = "0.1",
    },
    {
        .id = "gltf/non-object-extras",
        .summary = "extras is not an object",
        .severity = Severity::kInfo,
        .explanation = R"(`extras` may hold any value; an object is recommended.

**Why it matters.** Programs that expect an object there ignore it.

**How to fix it.** Put the value into an object.)",
        .since = "0.1",
    },
});

}  // namespace

extern const Check check_gltf_json{.rules = kRules, .run = {}};

}  // namespace meshgate
