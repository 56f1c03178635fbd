//go:build !purego

#include "textflag.h"

DATA quote<>+0(SB)/1, $0x22
GLOBL quote<>(SB), RODATA|NOPTR, $1

DATA backslash<>+0(SB)/1, $0x5c
GLOBL backslash<>(SB), RODATA|NOPTR, $1

DATA space<>+0(SB)/1, $0x20
GLOBL space<>(SB), RODATA|NOPTR, $1

// SPECIAL sets every byte of out to 0xFF where in has a byte that is not plain.
// Y13 to Y15 hold quotes, backslashes and spaces. The comparison with the space
// is signed, so that it finds control characters and bytes from 0x80 on at once.
#define SPECIAL(in, out, t1, t2) \
	VPCMPEQB in, Y13, out; \
	VPCMPEQB in, Y14, t1;  \
	VPCMPGTB in, Y15, t2;  \
	VPOR     t1, out, out; \
	VPOR     t2, out, out

// func plainAVX2(p *byte, n int) int
TEXT ·plainAVX2(SB), NOSPLIT, $0-24
	MOVQ         p+0(FP), SI
	MOVQ         n+8(FP), CX
	XORQ         AX, AX
	VPBROADCASTB quote<>(SB), Y13
	VPBROADCASTB backslash<>(SB), Y14
	VPBROADCASTB space<>(SB), Y15

	// One block of 32 bytes first: most strings end in it.
	SUBQ $32, CX
	JLT  done
	VMOVDQU   (SI), Y0
	SPECIAL(Y0, Y4, Y5, Y6)
	VPMOVMSKB Y4, BX
	TESTL     BX, BX
	JNZ       found
	ADDQ      $32, AX

	// Four blocks a step. CX is the last index at which a block fits.
	SUBQ $96, CX

four:
	CMPQ      AX, CX
	JGT       rest
	VMOVDQU   (SI)(AX*1), Y0
	VMOVDQU   32(SI)(AX*1), Y1
	VMOVDQU   64(SI)(AX*1), Y2
	VMOVDQU   96(SI)(AX*1), Y3
	SPECIAL(Y0, Y4, Y8, Y9)
	SPECIAL(Y1, Y5, Y10, Y11)
	SPECIAL(Y2, Y6, Y8, Y9)
	SPECIAL(Y3, Y7, Y10, Y11)
	VPOR      Y4, Y5, Y4
	VPOR      Y6, Y7, Y6
	VPOR      Y4, Y6, Y4
	VPMOVMSKB Y4, BX
	TESTL     BX, BX
	JNZ       rest // which of the four it is, the loop below finds
	ADDQ      $128, AX
	JMP       four

rest:
	ADDQ $96, CX

one:
	CMPQ      AX, CX
	JGT       done
	VMOVDQU   (SI)(AX*1), Y0
	SPECIAL(Y0, Y4, Y5, Y6)
	VPMOVMSKB Y4, BX
	TESTL     BX, BX
	JNZ       found
	ADDQ      $32, AX
	JMP       one

found:
	BSFL BX, BX
	ADDQ BX, AX

done:
	VZEROUPPER
	MOVQ AX, ret+16(FP)
	RET

// func detectAVX2() bool
TEXT ·detectAVX2(SB), NOSPLIT, $0-1
	MOVB $0, ret+0(FP)

	// Leaf 7 must exist.
	XORL AX, AX
	CPUID
	CMPL AX, $7
	JLT  no

	// AVX (bit 28), and an operating system that uses XSAVE (bit 27).
	MOVL $1, AX
	XORL CX, CX
	CPUID
	ANDL $0x18000000, CX
	CMPL CX, $0x18000000
	JNE  no

	// The operating system keeps the SSE and AVX registers (bits 1 and 2).
	XORL CX, CX
	XGETBV
	ANDL $6, AX
	CMPL AX, $6
	JNE  no

	// AVX2 (leaf 7, bit 5).
	MOVL $7, AX
	XORL CX, CX
	CPUID
	TESTL $0x20, BX
	JEQ  no
	MOVB $1, ret+0(FP)

no:
	RET
