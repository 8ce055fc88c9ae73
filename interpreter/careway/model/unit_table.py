"""The atoms of UCUM: prefixes, units that take a prefix, units that do not, arbitrary and special units.

A definition is a number and a unit (`1/20 mL`), read when it is first needed. Values are those of the Unified Code
for Units of Measure, version 2.1 (https://ucum.org); numbers that are irrational or measured stand as UCUM gives them.
Two things differ, on purpose: the mole is a dimension of its own (in UCUM it is a plain number), so that a count of
cells is never taken for an amount of substance; and equivalents and osmoles are not moles, because the charge or the
number of particles would have to be known (calcium 4 meq/L is 2 mmol/L).
"""

from __future__ import annotations

PREFIXES = {
    "Y": "1e24", "Z": "1e21", "E": "1e18", "P": "1e15", "T": "1e12", "G": "1e9", "M": "1e6", "k": "1e3",
    "h": "1e2", "da": "1e1", "d": "1e-1", "c": "1e-2", "m": "1e-3", "u": "1e-6", "n": "1e-9", "p": "1e-12",
    "f": "1e-15", "a": "1e-18", "z": "1e-21", "y": "1e-24",
    "Ki": "1024", "Mi": "1048576", "Gi": "1073741824", "Ti": "1099511627776",
}  # fmt: skip

BASE = ("m", "s", "g", "rad", "K", "C", "cd", "mol", "eq", "osm")
"""Base units, all of which take prefixes. UCUM's seven, and the mole, the equivalent and the osmole."""

METRIC = {
    "sr": "1 rad2", "Hz": "1 s-1", "N": "1 kg.m/s2", "Pa": "1 N/m2", "J": "1 N.m", "W": "1 J/s", "A": "1 C/s",
    "V": "1 J/C", "F": "1 C/V", "Ohm": "1 V/A", "S": "1 Ohm-1", "Wb": "1 V.s", "T": "1 Wb/m2", "H": "1 Wb/A",
    "lm": "1 cd.sr", "lx": "1 lm/m2", "Bq": "1 s-1", "Gy": "1 J/kg", "Sv": "1 J/kg",
    "l": "1 dm3", "L": "1 dm3", "ar": "100 m2", "t": "1e3 kg", "bar": "1e5 Pa", "u": "1.6605402e-24 g",
    "eV": "1 [e].V", "pc": "3.085678e16 m",
    "[c]": "299792458 m/s", "[h]": "6.6260755e-34 J.s", "[k]": "1.380658e-23 J/K", "[eps_0]": "8.854187817e-12 F/m",
    "[mu_0]": "1 4.[pi].10*-7.N/A2", "[e]": "1.60217733e-19 C", "[m_e]": "9.1093897e-28 g",
    "[m_p]": "1.6726231e-24 g", "[G]": "6.67259e-11 m3.kg-1.s-2", "[g]": "9.80665 m/s2", "[ly]": "1 [c].a_j",
    "gf": "1 g.[g]",
    "Ky": "1 cm-1", "Gal": "1 cm/s2", "dyn": "1 g.cm/s2", "erg": "1 dyn.cm", "P": "1 dyn.s/cm2", "Bi": "10 A",
    "St": "1 cm2/s", "Mx": "1e-8 Wb", "G": "1e-4 T", "Oe": "250 A/m/[pi]", "Gb": "1 Oe.cm", "sb": "1 cd/cm2",
    "Lmb": "1 cd/cm2/[pi]", "ph": "1e-4 lx", "Ci": "3.7e10 Bq", "R": "2.58e-4 C/kg", "RAD": "100 erg/g",
    "REM": "1 RAD",
    "cal_[15]": "4.18580 J", "cal_[20]": "4.18190 J", "cal_m": "4.19002 J", "cal_IT": "4.1868 J",
    "cal_th": "4.184 J", "cal": "1 cal_th", "tex": "1 g/km",
    "m[H2O]": "9.80665 kPa", "m[Hg]": "133.3220 kPa", "g%": "1 g/dL", "kat": "1 mol/s", "U": "1 umol/min",
    "st": "1 m3", "mho": "1 S", "bit": "1 1", "By": "8 bit", "Bd": "1 s-1",
}  # fmt: skip

PLAIN = {
    "10*": "10 1", "10^": "10 1", "%": "1e-2 1", "[ppth]": "1e-3 1", "[ppm]": "1e-6 1", "[ppb]": "1e-9 1",
    "[pptr]": "1e-12 1",
    "[pi]": "3.1415926535897932384626433832795028841971693993751058209749445923 1",
    "gon": "0.9 deg", "deg": "2 [pi].rad/360", "'": "1/60 deg", "''": "1/60 '",
    "min": "60 s", "h": "60 min", "d": "24 h", "wk": "7 d", "a_t": "365.24219 d", "a_j": "365.25 d",
    "a_g": "365.2425 d", "a": "1 a_j", "mo_s": "29.53059 d", "mo_j": "1/12 a_j", "mo_g": "1/12 a_g", "mo": "1 mo_j",
    "AU": "149597.870691 Mm", "atm": "101325 Pa", "[lbf_av]": "1 [lb_av].[g]",
    "[in_i]": "2.54 cm", "[ft_i]": "12 [in_i]", "[yd_i]": "3 [ft_i]", "[mi_i]": "5280 [ft_i]",
    "[fth_i]": "6 [ft_i]", "[nmi_i]": "1852 m", "[kn_i]": "1 [nmi_i]/h", "[sin_i]": "1 [in_i]2",
    "[sft_i]": "1 [ft_i]2", "[syd_i]": "1 [yd_i]2", "[cin_i]": "1 [in_i]3", "[cft_i]": "1 [ft_i]3",
    "[cyd_i]": "1 [yd_i]3", "[bf_i]": "144 [in_i]3", "[cr_i]": "128 [ft_i]3", "[mil_i]": "1e-3 [in_i]",
    "[cml_i]": "1/4 [pi].[mil_i]2", "[hd_i]": "4 [in_i]",
    "[ft_us]": "1200/3937 m", "[yd_us]": "3 [ft_us]", "[in_us]": "1/12 [ft_us]", "[rd_us]": "16.5 [ft_us]",
    "[ch_us]": "4 [rd_us]", "[lk_us]": "1/100 [ch_us]", "[rch_us]": "100 [ft_us]", "[rlk_us]": "1/100 [rch_us]",
    "[fth_us]": "6 [ft_us]", "[fur_us]": "40 [rd_us]", "[mi_us]": "8 [fur_us]", "[acr_us]": "160 [rd_us]2",
    "[srd_us]": "1 [rd_us]2", "[smi_us]": "1 [mi_us]2", "[sct]": "1 [mi_us]2", "[twp]": "36 [sct]",
    "[mil_us]": "1e-3 [in_us]",
    "[in_br]": "2.539998 cm", "[ft_br]": "12 [in_br]", "[rd_br]": "16.5 [ft_br]", "[ch_br]": "4 [rd_br]",
    "[lk_br]": "1/100 [ch_br]", "[fth_br]": "6 [ft_br]", "[pc_br]": "2.5 [ft_br]", "[yd_br]": "3 [ft_br]",
    "[mi_br]": "5280 [ft_br]", "[nmi_br]": "6080 [ft_br]", "[kn_br]": "1 [nmi_br]/h", "[acr_br]": "4840 [yd_br]2",
    "[gal_us]": "231 [in_i]3", "[bbl_us]": "42 [gal_us]", "[qt_us]": "1/4 [gal_us]", "[pt_us]": "1/2 [qt_us]",
    "[gil_us]": "1/4 [pt_us]", "[foz_us]": "1/4 [gil_us]", "[fdr_us]": "1/8 [foz_us]", "[min_us]": "1/60 [fdr_us]",
    "[crd_us]": "128 [ft_i]3", "[bu_us]": "2150.42 [in_i]3", "[gal_wi]": "1/8 [bu_us]", "[pk_us]": "1/4 [bu_us]",
    "[dqt_us]": "1/8 [pk_us]", "[dpt_us]": "1/2 [dqt_us]", "[tbs_us]": "1/2 [foz_us]", "[tsp_us]": "1/3 [tbs_us]",
    "[cup_us]": "16 [tbs_us]", "[foz_m]": "30 mL", "[cup_m]": "240 mL", "[tsp_m]": "5 mL", "[tbs_m]": "15 mL",
    "[gal_br]": "4.54609 L", "[pk_br]": "2 [gal_br]", "[bu_br]": "4 [pk_br]", "[qt_br]": "1/4 [gal_br]",
    "[pt_br]": "1/2 [qt_br]", "[gil_br]": "1/4 [pt_br]", "[foz_br]": "1/5 [gil_br]", "[fdr_br]": "1/8 [foz_br]",
    "[min_br]": "1/60 [fdr_br]",
    "[gr]": "64.79891 mg", "[lb_av]": "7000 [gr]", "[oz_av]": "1/16 [lb_av]", "[dr_av]": "1/16 [oz_av]",
    "[scwt_av]": "100 [lb_av]", "[lcwt_av]": "112 [lb_av]", "[ston_av]": "20 [scwt_av]",
    "[lton_av]": "20 [lcwt_av]", "[stone_av]": "14 [lb_av]", "[pwt_tr]": "24 [gr]", "[oz_tr]": "20 [pwt_tr]",
    "[lb_tr]": "12 [oz_tr]", "[sc_ap]": "20 [gr]", "[dr_ap]": "3 [sc_ap]", "[oz_ap]": "8 [dr_ap]",
    "[lb_ap]": "12 [oz_ap]", "[oz_m]": "28 g",
    "[lne]": "1/12 [in_i]", "[pnt]": "1/6 [lne]", "[pca]": "12 [pnt]", "[pnt_pr]": "0.013837 [in_i]",
    "[pca_pr]": "12 [pnt_pr]", "[pied]": "32.48 cm", "[pouce]": "1/12 [pied]", "[ligne]": "1/12 [pouce]",
    "[didot]": "1/6 [ligne]", "[cicero]": "12 [didot]",
    "[degR]": "5/9 K", "[Cal]": "1 kcal_th", "[Btu_39]": "1.05967 kJ", "[Btu_59]": "1.05480 kJ",
    "[Btu_60]": "1.05468 kJ", "[Btu_m]": "1.05587 kJ", "[Btu_IT]": "1.05505585262 kJ", "[Btu_th]": "1.054350 kJ",
    "[Btu]": "1 [Btu_th]", "[HP]": "550 [ft_i].[lbf_av]/s", "[den]": "1/9 g/km",
    "[in_i'H2O]": "1 m[H2O].[in_i]/m", "[in_i'Hg]": "1 m[Hg].[in_i]/m", "[PRU]": "1 mm[Hg].s/mL",
    "[wood'U]": "1 mm[Hg].min/L", "[diop]": "1 m-1", "[mesh_i]": "1 [in_i]-1", "[Ch]": "1/3 mm",
    "[drp]": "1/20 mL", "[hnsf'U]": "1 1", "[MET]": "3.5 mL/min/kg", "[S]": "1e-13 s", "[HPF]": "1 1",
    "[LPF]": "100 1", "Ao": "0.1 nm", "b": "100 fm2", "att": "1 kgf/cm2", "[psi]": "1 [lbf_av]/[in_i]2",
    "circ": "2 [pi].rad", "sph": "4 [pi].sr", "[car_m]": "0.2 g", "[car_Au]": "1/24 1", "[smoot]": "67 [in_i]",
}  # fmt: skip

ARBITRARY_METRIC = ("[iU]", "B", "Np", "B[SPL]", "B[V]", "B[mV]", "B[uV]", "B[10.nV]", "B[W]", "B[kW]", "bit_s", "Cel")
"""Units of their own kind that take prefixes: arbitrary units, and special (logarithmic, offset) units."""

ARBITRARY = (
    "[arb'U]", "[USP'U]", "[GPL'U]", "[MPL'U]", "[APL'U]", "[beth'U]", "[anti'Xa'U]", "[todd'U]", "[dye'U]",
    "[smgy'U]", "[bdsk'U]", "[ka'U]", "[knk'U]", "[mclg'U]", "[tb'U]", "[CCID_50]", "[TCID_50]", "[EID_50]", "[PFU]",
    "[FFU]", "[CFU]", "[IR]", "[BAU]", "[AU]", "[Amb'a'1'U]", "[PNU]", "[Lf]", "[D'ag'U]", "[FEU]", "[ELU]", "[EU]",
    "[NTU]", "[FNU]", "[hp_X]", "[hp_C]", "[hp_M]", "[hp_Q]", "[hp'_X]", "[hp'_C]", "[hp'_M]", "[hp'_Q]", "[kp_X]",
    "[kp_C]", "[kp_M]", "[kp_Q]", "[pH]", "[degF]", "[degRe]", "[p'diop]", "%[slope]", "[m/s2/Hz^0.5]",
)  # fmt: skip
"""Units of their own kind that take no prefix."""

READABLE = {"day": "d", "week": "wk", "hour": "h", "minute": "min"}
"""Words for a stretch of time that an author may write in a unit: `mg/day`."""

WORDS = {
    "IU": "[IU]", "mIU": "m[IU]", "uIU": "u[IU]", "kIU": "k[IU]", "MIU": "M[IU]", "I.U.": "[IU]", "iu": "[IU]",
    "mcg": "ug", "mcL": "uL", "mcl": "uL", "mcmol": "umol", "mcM": "umol/L", "gm": "g", "gms": "g", "gram": "g",
    "grams": "g", "Kg": "kg", "KG": "kg", "kgs": "kg", "cc": "mL", "ccm": "mL", "cmm": "mm3", "mmHg": "mm[Hg]",
    "cmH2O": "cm[H2O]", "mEq": "meq", "mOsm": "mosm", "mOsmol": "mosm", "mosmol": "mosm", "sec": "s", "secs": "s",
    "second": "s", "seconds": "s", "msec": "ms", "mins": "min", "minute": "min", "minutes": "min", "hr": "h",
    "hrs": "h", "hour": "h", "hours": "h", "24h": "d", "24hr": "d", "24hrs": "d", "day": "d", "days": "d",
    "week": "wk", "weeks": "wk", "wks": "wk", "lb": "[lb_av]", "lbs": "[lb_av]", "oz": "[oz_av]", "inch": "[in_i]",
    "inches": "[in_i]", "in": "[in_i]", "°C": "Cel", "℃": "Cel", "degC": "Cel", "°F": "[degF]", "℉": "[degF]",
    "degF": "[degF]", "percent": "%", "pct": "%", "INR": "1", "ratio": "1", "bpm": "min-1", "liter": "L",
    "litre": "L", "lit": "L", "units": "U", "Units": "U", "DL": "dL", "UL": "uL", "ML": "mL", "MCL": "uL", "Mg": "mg",
    "MM3": "mm3",
}  # fmt: skip
"""Words that stand for a part of a unit and are not UCUM. (`units` is a catalytic unit only where the concept is.)"""

COUNTED = ("cells", "cell", "Cells", "beats", "breaths", "copies", "cop", "count", "counts", "platelets", "RBC", "WBC")
"""Words for what is counted; they say nothing about the dimension."""

POWERS = {
    "K": 3, "k": 3, "thou": 3, "Thou": 3, "thousand": 3, "Thousand": 3, "thousands": 3, "th": 3, "tsd": 3, "Tsd": 3,
    "M": 6, "mil": 6, "Mil": 6, "mill": 6, "Mill": 6, "million": 6, "Million": 6, "mio": 6, "Mio": 6,
    "bil": 9, "billion": 9, "G": 9, "Gpt": 9, "giga": 9, "T": 12, "Tpt": 12,
}  # fmt: skip
"""Words and letters for a power of ten in a number per volume (`K/uL`, `G/L`)."""

CAPITALS = (
    "mg/dL", "mg/L", "mg", "g/dL", "g/L", "g", "kg", "ug/dL", "ug/L", "ug/mL", "ng/mL", "ng/dL", "ng/L", "pg/mL",
    "mmol/L", "umol/L", "nmol/L", "pmol/L", "U/L", "U/mL", "mU/L", "[IU]/L", "[IU]/mL", "mL", "mL/min", "L", "dL",
    "cm", "mm", "mm[Hg]", "meq/L", "mg/d", "ug/d", "g/d", "mg/g", "mm/h", "s", "min", "/uL", "/min", "ukat/L",
    "nkat/L",
)  # fmt: skip
"""Units that come in capitals from older systems (`MG/DL`)."""
